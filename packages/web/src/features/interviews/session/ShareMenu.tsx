import { Popover } from '@base-ui/react/popover'
import type { InterviewSession, SessionRole } from '@stoa/contract/interviews'
import { Check, Copy, UserPlus } from 'lucide-react'
import { useId, useRef, useState } from 'react'
import { Button } from '../../../components/Button.tsx'
import { fieldLook } from '../../../components/Field.tsx'
import { IconButton } from '../../../components/IconButton.tsx'

const roles: ReadonlyArray<readonly [role: SessionRole, title: string, hint: string]> = [
  ['candidate', 'Candidate', 'Writes and runs code. Needs no account.'],
  ['observer', 'Observer', 'Reads along, writes nothing.'],
  ['interviewer', 'Interviewer', 'Sees notes, scores and hidden tests, and runs the session.'],
]

/** The links that let others in. */
export function ShareMenu({ session: { links } }: { readonly session: InterviewSession }) {
  if (links === null) return null
  return (
    <Popover.Root>
      <Popover.Trigger render={<IconButton icon={UserPlus} label="Invite" />} />
      <Popover.Portal>
        <Popover.Positioner sideOffset={6} align="end" className="z-40">
          <Popover.Popup
            aria-label="Invite"
            className="flex w-96 max-w-[calc(100vw-1rem)] flex-col gap-4 rounded-2xl border border-line bg-raised p-4 shadow-pop outline-none"
          >
            {roles.map(([role, title, hint]) => (
              <LinkRow
                key={role}
                title={title}
                hint={hint}
                link={new URL(links[role], location.origin).href}
              />
            ))}
            <p className="text-ink-soft text-sm">
              Whoever has a link can come in by it as long as the session is open.
            </p>
          </Popover.Popup>
        </Popover.Positioner>
      </Popover.Portal>
    </Popover.Root>
  )
}

interface LinkRowProps {
  readonly title: string
  readonly hint: string
  readonly link: string
}

function LinkRow({ title, hint, link }: LinkRowProps) {
  const id = useId()
  const field = useRef<HTMLInputElement>(null)
  const [copied, setCopied] = useState<'yes' | 'no'>()
  const copy = async () => {
    field.current?.select()
    try {
      await navigator.clipboard.writeText(link)
      setCopied('yes')
    } catch {
      // Not allowed, or not over a secure connection: the link is selected, to be copied by hand.
      setCopied('no')
    }
  }
  return (
    <div>
      <label htmlFor={id} className="font-medium text-sm">
        {title} link
      </label>
      <p id={`${id}-hint`} className="text-ink-soft text-sm">
        {hint}
      </p>
      <div className="mt-1 flex gap-2">
        <input
          ref={field}
          id={id}
          readOnly
          value={link}
          aria-describedby={`${id}-hint`}
          onFocus={(event) => event.target.select()}
          className={`${fieldLook} min-w-0 py-1.5 font-mono text-xs`}
        />
        <Button
          look="outline"
          aria-label={`Copy the ${title.toLowerCase()} link`}
          onClick={() => void copy()}
        >
          {copied === 'yes' ? (
            <Check aria-hidden className="size-4" />
          ) : (
            <Copy aria-hidden className="size-4" />
          )}
        </Button>
      </div>
      <p role="status" className="text-ink-soft text-sm empty:hidden">
        {copied === 'yes' && 'Copied.'}
        {copied === 'no' && 'Press Ctrl C to copy it.'}
      </p>
    </div>
  )
}
