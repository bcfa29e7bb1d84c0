import { Link } from '@tanstack/react-router'
import { DoorClosed } from 'lucide-react'
import { Notice } from '../../../components/Notice.tsx'

/** Where a guest ends up who left, was removed, or whose interview was deleted. */
export function LeftPage() {
  return (
    <main id="main" className="flex h-full">
      <Notice
        page
        icon={DoorClosed}
        title="You are not in the interview any more"
        action={
          <Link to="/" className="font-medium text-accent underline">
            What is Stoa?
          </Link>
        }
      >
        You left, were removed, or it was deleted. To come back, open the link you got again.
      </Notice>
    </main>
  )
}
