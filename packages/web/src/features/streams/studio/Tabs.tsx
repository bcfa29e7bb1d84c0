import type { KeyboardEvent } from 'react'
import { classes } from '../../../components/classes.ts'

export interface TabsProps<Key extends string> {
  readonly label: string
  readonly tabs: Readonly<Record<Key, string>>
  readonly open: Key
  readonly onOpen: (key: Key) => void
}

/** One of a few things to look at; the arrow keys go from one to the next. */
export function Tabs<Key extends string>({ label, tabs, open, onOpen }: TabsProps<Key>) {
  const keys = keysOf(tabs)
  const move = (event: KeyboardEvent<HTMLDivElement>) => {
    const step = event.key === 'ArrowRight' ? 1 : event.key === 'ArrowLeft' ? -1 : 0
    const next = keys[(keys.indexOf(open) + step + keys.length) % keys.length]
    if (step === 0 || next === undefined) return
    event.preventDefault()
    onOpen(next)
    event.currentTarget.querySelector<HTMLElement>(`[data-tab="${next}"]`)?.focus()
  }
  return (
    <div
      role="tablist"
      aria-label={label}
      onKeyDown={move}
      className="flex gap-1 self-start rounded-2xl bg-sunken p-1"
    >
      {keys.map((key) => (
        <button
          key={key}
          type="button"
          role="tab"
          data-tab={key}
          aria-selected={key === open}
          tabIndex={key === open ? 0 : -1}
          onClick={() => onOpen(key)}
          className={classes(
            'min-h-9 rounded-xl px-3.5 font-medium transition-colors',
            key === open ? 'bg-raised text-ink shadow-low' : 'text-ink-soft hover:text-ink',
          )}
        >
          {tabs[key]}
        </button>
      ))}
    </div>
  )
}

function keysOf<Key extends string>(tabs: Readonly<Record<Key, string>>): readonly Key[] {
  const keys: Key[] = []
  for (const key in tabs) keys.push(key)
  return keys
}
