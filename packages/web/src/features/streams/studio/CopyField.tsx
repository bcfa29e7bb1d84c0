import { Check, Copy, Eye, EyeOff } from 'lucide-react'
import { useId, useRef, useState } from 'react'
import { Button } from '../../../components/Button.tsx'
import { fieldLook } from '../../../components/Field.tsx'
import { IconButton } from '../../../components/IconButton.tsx'

export interface CopyFieldProps {
  readonly label: string
  readonly value: string
  readonly hint?: string
  /** Hidden until it is asked for: others may see the screen, a stream's audience among them. */
  readonly secret?: boolean
}

export function CopyField({ label, value, hint, secret = false }: CopyFieldProps) {
  const id = useId()
  const field = useRef<HTMLInputElement>(null)
  const [hidden, setHidden] = useState(secret)
  const [copied, setCopied] = useState<'yes' | 'no'>()
  const copy = async () => {
    try {
      await navigator.clipboard.writeText(value)
      setCopied('yes')
    } catch {
      // Not allowed, or not over a secure connection: it is selected, to be copied by hand.
      setHidden(false)
      setCopied('no')
      field.current?.select()
    }
  }
  return (
    <div className="flex flex-col gap-1.5">
      <label htmlFor={id} className="font-medium text-sm">
        {label}
      </label>
      <div className="flex gap-2">
        <input
          ref={field}
          id={id}
          readOnly
          type={hidden ? 'password' : 'text'}
          autoComplete="off"
          value={value}
          aria-describedby={`${id}-hint`}
          onFocus={(event) => event.target.select()}
          className={`${fieldLook} min-w-0 font-mono text-sm`}
        />
        {secret && (
          <IconButton
            icon={hidden ? Eye : EyeOff}
            label={hidden ? `Show the ${label.toLowerCase()}` : `Hide the ${label.toLowerCase()}`}
            onClick={() => setHidden(!hidden)}
          />
        )}
        <Button look="outline" aria-label={`Copy the ${label.toLowerCase()}`} onClick={() => void copy()}>
          {copied === 'yes' ? (
            <Check aria-hidden className="size-4" />
          ) : (
            <Copy aria-hidden className="size-4" />
          )}
        </Button>
      </div>
      <p id={`${id}-hint`} className="text-ink-soft text-sm empty:hidden">
        {hint}
      </p>
      <p role="status" className="text-ink-soft text-sm empty:hidden">
        {copied === 'yes' && 'Copied.'}
        {copied === 'no' && 'Press Ctrl C to copy it.'}
      </p>
    </div>
  )
}
