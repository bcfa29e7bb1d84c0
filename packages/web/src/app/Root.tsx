import { type ErrorComponentProps, Outlet, useRouter } from '@tanstack/react-router'
import { RotateCw, TriangleAlert } from 'lucide-react'
import { useEffect } from 'react'
import { Button } from '../components/Button.tsx'
import { Logo } from '../components/Logo.tsx'
import { Notice } from '../components/Notice.tsx'
import { PartMissing } from './lazyPart.ts'

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
    <main id="main" aria-busy="true" aria-label="Opening Stoa" className="flex h-full">
      <OpeningPane />
    </main>
  )
}

export function OpeningPane() {
  return <Logo className="m-auto size-12 animate-pulse-soft" />
}

export function Broken(props: ErrorComponentProps) {
  return (
    <main id="main" className="flex h-full">
      <BrokenPane {...props} />
    </main>
  )
}

export function BrokenPane({ error }: ErrorComponentProps) {
  const router = useRouter()
  const missing = error instanceof PartMissing
  useEffect(() => {
    if (!missing) return
    const again = () => void router.invalidate()
    window.addEventListener('online', again)
    return () => window.removeEventListener('online', again)
  }, [missing, router])
  return (
    <Notice
      page
      icon={TriangleAlert}
      title="This page could not be shown"
      action={
        <Button onClick={() => (missing ? void router.invalidate() : location.reload())}>
          <RotateCw aria-hidden className="size-4" /> {missing ? 'Try again' : 'Reload'}
        </Button>
      }
    >
      {error instanceof Error ? error.message : 'Reload it, and if that does not help, come back later.'}
    </Notice>
  )
}
