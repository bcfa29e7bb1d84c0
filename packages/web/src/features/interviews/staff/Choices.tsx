import { useId } from 'react'
import { classes } from '../../../components/classes.ts'

export interface ChoicesProps<T extends string | number> {
  readonly label: string
  readonly choices: ReadonlyArray<readonly [value: T, name: string]>
  readonly chosen: T | null
  readonly onChoose: (value: T | null) => void
}

/** One of a few, or none. */
export function Choices<T extends string | number>({ label, choices, chosen, onChoose }: ChoicesProps<T>) {
  const id = useId()
  return (
    <fieldset className="flex min-w-0 flex-col gap-1.5">
      <legend className="mb-1.5 flex w-full items-center gap-2 font-medium text-sm">
        {label}
        {chosen !== null && (
          <button
            type="button"
            onClick={() => onChoose(null)}
            aria-label={`Clear ${label}`}
            className="rounded font-normal text-ink-soft text-xs underline"
          >
            Clear
          </button>
        )}
      </legend>
      <div className="grid grid-flow-col auto-cols-fr gap-1 rounded-xl bg-sunken p-1">
        {choices.map(([value, name]) => (
          <label
            key={value}
            className={classes(
              'grid min-h-9 cursor-pointer place-items-center rounded-lg px-1 text-center text-xs leading-tight',
              'has-focus-visible:outline-2 has-focus-visible:outline-accent',
              chosen === value ? 'bg-accent font-medium text-on-accent' : 'text-ink-soft hover:bg-raised',
            )}
          >
            <input
              type="radio"
              name={id}
              checked={chosen === value}
              onChange={() => onChoose(value)}
              className="sr-only"
            />
            {name}
          </label>
        ))}
      </div>
    </fieldset>
  )
}
