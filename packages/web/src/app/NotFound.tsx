import { Link } from '@tanstack/react-router'
import { Compass } from 'lucide-react'
import { Notice } from '../components/Notice.tsx'

export function NotFound() {
  return (
    <main id="main" className="flex h-full">
      <Notice
        page
        icon={Compass}
        title="There is nothing here"
        action={
          <Link
            to="/"
            className="inline-flex min-h-10 items-center rounded-xl bg-accent px-4 font-medium text-on-accent hover:bg-accent-strong"
          >
            Go to the start
          </Link>
        }
      >
        The page you asked for does not exist, or is no longer at this address.
      </Notice>
    </main>
  )
}
