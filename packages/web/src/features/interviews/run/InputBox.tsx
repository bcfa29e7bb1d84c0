import type { Language } from '@stoa/contract/interviews'
import { useId } from 'react'

export interface InputBoxProps {
  readonly language: Language
  readonly value: string
  readonly onChange: (value: string) => void
}

const hints: Partial<Record<Language, string>> = {
  javascript: 'Read line by line with readline(), null at the end.',
  typescript: 'Read line by line with readline(), null at the end.',
  python: 'Read line by line with input().',
  sql: 'Statements that run before.',
}

/** What the program is given to read. It stays on this device. */
export function InputBox({ language, value, onChange }: InputBoxProps) {
  const id = useId()
  return (
    <div className="flex h-full flex-col gap-1 p-3">
      <label htmlFor={id} className="text-ink-soft text-sm">
        Input of the program. {hints[language]}
      </label>
      <textarea
        id={id}
        value={value}
        maxLength={100_000}
        spellCheck={false}
        onChange={(event) => onChange(event.target.value)}
        className="min-h-0 flex-1 resize-none rounded-lg border border-line bg-raised p-2 font-mono text-[0.8125rem]"
      />
    </div>
  )
}
