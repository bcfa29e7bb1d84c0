import type { OpenInterview } from '@stoa/client/interviews'
import { type TestCase, testCases } from '@stoa/contract/interviews'
import { type FormEvent, useId, useState } from 'react'
import { Button } from '../../../../components/Button.tsx'
import { Complaint } from '../../../../components/Complaint.tsx'
import { Field, fieldLook } from '../../../../components/Field.tsx'
import { Modal } from '../../../../components/Modal.tsx'
import { useTask } from '../../../../components/useTask.ts'
import { problemOf } from '../../session/faults.ts'

export interface TestDialogProps {
  readonly interview: OpenInterview
  readonly tests: readonly TestCase[]
  readonly hiddenTests: readonly TestCase[]
  /** Undefined for a new one. */
  readonly test: TestCase | undefined
  readonly hidden: boolean
  readonly onClose: () => void
}

/** Writes a test: shown to everybody, or hidden from all but interviewers. */
export function TestDialog({ interview, tests, hiddenTests, test, hidden, onClose }: TestDialogProps) {
  const form = useId()
  const task = useTask()
  const [name, setName] = useState(test?.name ?? `Test ${tests.length + hiddenTests.length + 1}`)
  const [input, setInput] = useState(test?.input ?? '')
  const [expected, setExpected] = useState(test?.expected ?? '')
  const [isHidden, setHidden] = useState(hidden)

  /** Puts it in the list it belongs to before it leaves the other. */
  const put = async (changed: TestCase) => {
    const without = (cases: readonly TestCase[]) => cases.filter(({ id }) => id !== changed.id)
    const into = (cases: readonly TestCase[]) =>
      cases.some(({ id }) => id === changed.id)
        ? cases.map((one) => (one.id === changed.id ? changed : one))
        : [...cases, changed]
    if (isHidden) {
      await interview.sendStaff(testCases, { cases: into(hiddenTests) })
      if (!hidden && test !== undefined) await interview.send(testCases, { cases: without(tests) })
    } else {
      await interview.send(testCases, { cases: into(tests) })
      if (hidden) await interview.sendStaff(testCases, { cases: without(hiddenTests) })
    }
  }
  const remove = async () => {
    const kept = (hidden ? hiddenTests : tests).filter(({ id }) => id !== test?.id)
    await (hidden
      ? interview.sendStaff(testCases, { cases: kept })
      : interview.send(testCases, { cases: kept }))
  }
  const finish = async (work: () => Promise<unknown>) => {
    if (await task.run(work)) onClose()
  }
  const save = (event: FormEvent) => {
    event.preventDefault()
    void finish(() => put({ id: test?.id ?? crypto.randomUUID(), name: name.trim(), input, expected }))
  }
  return (
    <Modal
      open
      wide
      onClose={onClose}
      title={test === undefined ? 'New test' : 'Edit test'}
      footer={
        <>
          {test !== undefined && (
            <Button
              look="danger"
              className="mr-auto"
              disabled={task.busy}
              onClick={() => void finish(remove)}
            >
              Delete
            </Button>
          )}
          <Button look="quiet" onClick={onClose}>
            Cancel
          </Button>
          <Button type="submit" form={form} busy={task.busy} disabled={name.trim() === ''}>
            Save
          </Button>
        </>
      }
    >
      <form id={form} className="flex flex-col gap-3" onSubmit={save}>
        <Field label="Name" maxLength={100} value={name} onChange={(event) => setName(event.target.value)} />
        <Lines
          label="Input"
          hint="What the program reads; for SQL, statements that run before."
          value={input}
          onChange={setInput}
        />
        <Lines
          label="Expected output"
          hint="White space at the end of lines does not count."
          value={expected}
          onChange={setExpected}
        />
        <label className="flex items-center gap-2.5">
          <input
            type="checkbox"
            checked={isHidden}
            onChange={(event) => setHidden(event.target.checked)}
            className="size-4 accent-accent"
          />
          Hidden: only interviewers see it and how it goes
        </label>
        {!isHidden && hidden && (
          <p className="text-sm text-warn">Once saved, everybody has its input and its expected output.</p>
        )}
        <Complaint>{task.fault && problemOf(task.fault)}</Complaint>
      </form>
    </Modal>
  )
}

interface LinesProps {
  readonly label: string
  readonly hint: string
  readonly value: string
  readonly onChange: (value: string) => void
}

function Lines({ label, hint, value, onChange }: LinesProps) {
  const id = useId()
  return (
    <div className="flex flex-col gap-1.5">
      <label htmlFor={id} className="font-medium text-sm">
        {label}
      </label>
      <textarea
        id={id}
        aria-describedby={`${id}-hint`}
        rows={4}
        maxLength={10_000}
        spellCheck={false}
        value={value}
        onChange={(event) => onChange(event.target.value)}
        className={`${fieldLook} font-mono`}
      />
      <p id={`${id}-hint`} className="text-ink-soft text-sm">
        {hint}
      </p>
    </div>
  )
}
