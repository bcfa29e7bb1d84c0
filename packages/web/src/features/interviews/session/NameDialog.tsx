import { type FormEvent, useState } from 'react'
import { Button } from '../../../components/Button.tsx'
import { Field } from '../../../components/Field.tsx'
import { Modal } from '../../../components/Modal.tsx'
import { useTask } from '../../../components/useTask.ts'
import { problemOf } from './faults.ts'

export interface NameDialogProps {
  readonly title: string
  readonly label: string
  /** The verb of the button. */
  readonly confirm: string
  /** The most characters a name may have. */
  readonly longest: number
  readonly initial: string
  /** Gives it this name; the dialog stays with the fault where that rejects. */
  readonly onName: (name: string) => Promise<unknown>
  readonly onClose: () => void
}

/** Asks for a name. */
export function NameDialog(props: NameDialogProps) {
  const { title, label, confirm, longest, initial, onName, onClose } = props
  const [name, setName] = useState(initial)
  const task = useTask()
  const submit = async (event: FormEvent) => {
    event.preventDefault()
    const wanted = name.trim()
    if (wanted !== '' && (await task.run(() => onName(wanted)))) onClose()
  }
  return (
    <Modal open onClose={onClose} title={title}>
      <form onSubmit={submit} className="flex flex-col gap-4">
        <Field
          label={label}
          required
          maxLength={longest}
          autoComplete="off"
          value={name}
          problem={task.fault && problemOf(task.fault)}
          onChange={(event) => setName(event.target.value)}
        />
        <Button type="submit" busy={task.busy} disabled={name.trim() === ''}>
          {confirm}
        </Button>
      </form>
    </Modal>
  )
}
