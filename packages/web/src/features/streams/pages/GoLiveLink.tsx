import { Link } from '@tanstack/react-router'
import { Video } from 'lucide-react'

export function GoLiveLink() {
  return (
    <Link
      to="/streams/new"
      className="inline-flex min-h-10 items-center gap-2 rounded-xl bg-accent px-4 font-medium text-on-accent transition-colors hover:bg-accent-strong"
    >
      <Video aria-hidden className="size-4.5" /> Go live
    </Link>
  )
}
