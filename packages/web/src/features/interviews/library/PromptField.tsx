import { useId, useState } from 'react'
import { classes } from '../../../components/classes.ts'
import { fieldLook } from '../../../components/Field.tsx'
import { PromptText } from './PromptText.tsx'

export interface PromptFieldProps {
  readonly text: string
  readonly onChange: (text: string) => void
}

/** Markdown to write, and to see as it will be shown. */
export function PromptField({ text, onChange }: PromptFieldProps) {
  const id = useId()
  const [previewing, setPreviewing] = useState(false)
  return (
    <div className="flex flex-col gap-1.5">
      <div className="flex items-center justify-between gap-2">
        <label htmlFor={id} className="font-medium text-sm">
          Prompt
        </label>
        <button
          type="button"
          aria-pressed={previewing}
          onClick={() => setPreviewing(!previewing)}
          className={classes(
            'rounded-lg px-2.5 py-1 text-sm',
            previewing ? 'bg-accent-soft text-accent-strong' : 'text-ink-soft hover:bg-sunken',
          )}
        >
          Preview
        </button>
      </div>
      {previewing ? (
        <div className="min-h-48 rounded-xl border border-line bg-raised px-3.5 py-2.5">
          {text.trim() === '' ? (
            <span className="text-ink-faint">Nothing to show yet.</span>
          ) : (
            <PromptText text={text} />
          )}
        </div>
      ) : (
        <textarea
          id={id}
          rows={8}
          maxLength={20_000}
          placeholder="What should the candidate do? You can use Markdown."
          value={text}
          onChange={(event) => onChange(event.target.value)}
          className={fieldLook}
        />
      )}
    </div>
  )
}
