import { Plus, X } from 'lucide-react'
import { type KeyboardEvent, useId, useState } from 'react'
import { Button } from '../../components/Button.tsx'
import { fieldLook } from '../../components/Field.tsx'
import { problemOfEmote } from './settings.ts'

export interface AllowedFieldProps {
  readonly emotes: readonly string[]
  readonly problem: string | undefined
  readonly onChange: (emotes: readonly string[]) => void
}

/** What viewers may send, one by one. */
export function AllowedField({ emotes, problem, onChange }: AllowedFieldProps) {
  const id = useId()
  const [text, setText] = useState('')
  const emote = text.trim()
  const wrong = emote === '' ? undefined : problemOfEmote(emote, emotes)
  const add = () => {
    if (emote === '' || wrong !== undefined) return
    onChange([...emotes, emote])
    setText('')
  }
  const press = (event: KeyboardEvent) => {
    if (event.key !== 'Enter') return
    event.preventDefault()
    add()
  }
  return (
    <fieldset className="flex min-w-0 flex-col gap-2">
      <legend className="mb-1.5 font-medium text-sm">What viewers may send</legend>
      <ul aria-label="Allowed emotes" className="flex flex-wrap gap-1.5">
        {emotes.map((one) => (
          <li key={one}>
            <button
              type="button"
              aria-label={`Take out ${one}`}
              onClick={() => onChange(emotes.filter((other) => other !== one))}
              className="flex min-h-9 items-center gap-1.5 rounded-full bg-accent-soft px-3 font-medium hover:brightness-95"
            >
              {one} <X aria-hidden className="size-3.5" />
            </button>
          </li>
        ))}
      </ul>
      <div className="flex gap-2">
        <label htmlFor={id} className="sr-only">
          Another emote
        </label>
        <input
          id={id}
          value={text}
          placeholder="An emoji, or a word such as GG"
          autoComplete="off"
          maxLength={64}
          aria-invalid={wrong !== undefined}
          aria-describedby={`${id}-hint`}
          onChange={(event) => setText(event.target.value)}
          onKeyDown={press}
          className={`${fieldLook} min-w-0 max-w-72`}
        />
        <Button look="outline" disabled={emote === '' || wrong !== undefined} onClick={add}>
          <Plus aria-hidden className="size-4.5" /> Add
        </Button>
      </div>
      <p id={`${id}-hint`} aria-live="polite" className="text-danger text-sm empty:hidden">
        {wrong ?? problem}
      </p>
    </fieldset>
  )
}
