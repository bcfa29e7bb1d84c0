import { type ErrorComponentProps, Outlet } from '@tanstack/react-router'
import { RotateCw, TriangleAlert } from 'lucide-react'
import { Button } from '../components/Button.tsx'
import { Logo } from '../components/Logo.tsx'
import { Notice } from '../components/Notice.tsx'

export function Root() {
  return (
    <>
      <a
        href="#main"
        className="fixed top-2 left-2 z-50 -translate-y-16 rounded-xl bg-accent px-4 py-2 font-medium text-on-accent focus:translate-y-0"
      >
        Skip to content
      </a>
      <Outlet />
    </>
  )
}

export function Opening() {
  return (
    <main id="main" aria-busy="true" aria-label="Opening Stoa" className="grid h-full place-items-center">
      <Logo className="size-12 animate-pulse-soft" />
    </main>
  )
}

export function Broken({ error }: ErrorComponentProps) {
  return (
    <main id="main" className="flex h-full">
      <Notice
        page
        icon={TriangleAlert}
        title="This page could not be shown"
        action={
          <Button onClick={() => location.reload()}>
            <RotateCw aria-hidden className="size-4" /> Reload
          </Button>
        }
      >
        {error instanceof Error ? error.message : 'Reload it, and if that does not help, come back later.'}
      </Notice>
    </main>
  )
}
