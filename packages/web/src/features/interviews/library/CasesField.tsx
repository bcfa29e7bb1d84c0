import { randomUuid } from '@stoa/client'
import type { TestCase } from '@stoa/contract/interviews'
import { Plus, Trash2 } from 'lucide-react'
import { Button } from '../../../components/Button.tsx'
import { Field, fieldLook } from '../../../components/Field.tsx'
import { IconButton } from '../../../components/IconButton.tsx'

/** As the contract has them. */
const most = 50
const longest = 10_000

export interface CasesFieldProps {
  readonly label: string
  readonly hint: string
  readonly cases: readonly TestCase[]
  readonly onChange: (cases: TestCase[]) => void
}

/** Test cases: what a program is given to read, and what it must write. */
export function CasesField({ label, hint, cases, onChange }: CasesFieldProps) {
  const change = (id: string, change: Partial<TestCase>) =>
    onChange(cases.map((one) => (one.id === id ? { ...one, ...change } : one)))
  const add = () => onChange([...cases, { id: randomUuid(), name: '', input: '', expected: '' }])
  return (
    <fieldset className="flex min-w-0 flex-col gap-3">
      <legend className="font-medium text-sm">{label}</legend>
      <p className="text-ink-soft text-sm">{hint}</p>
      {cases.map((one, at) => (
        <div key={one.id} className="flex flex-col gap-3 rounded-2xl border border-line bg-raised p-3">
          <div className="flex items-end gap-2">
            <Field
              label={`Name of test ${at + 1}`}
              className="flex-1"
              maxLength={100}
              value={one.name}
              onChange={(event) => change(one.id, { name: event.target.value })}
            />
            <IconButton
              icon={Trash2}
              label={`Delete test ${at + 1}`}
              onClick={() => onChange(cases.filter(({ id }) => id !== one.id))}
            />
          </div>
          <div className="grid gap-3 sm:grid-cols-2">
            <Lines label="Input" value={one.input} onChange={(input) => change(one.id, { input })} />
            <Lines
              label="Expected output"
              value={one.expected}
              onChange={(expected) => change(one.id, { expected })}
            />
          </div>
        </div>
      ))}
      {cases.length < most && (
        <Button look="outline" className="self-start" onClick={add}>
          <Plus aria-hidden className="size-4" /> Add a test
        </Button>
      )}
    </fieldset>
  )
}

interface LinesProps {
  readonly label: string
  readonly value: string
  readonly onChange: (value: string) => void
}

function Lines({ label, value, onChange }: LinesProps) {
  return (
    <label className="flex min-w-0 flex-col gap-1.5 text-sm">
      {label}
      <textarea
        rows={3}
        maxLength={longest}
        spellCheck={false}
        value={value}
        onChange={(event) => onChange(event.target.value)}
        className={`${fieldLook} font-mono`}
      />
    </label>
  )
}
