import { type CallView, reportCall } from '@stoa/contract/calls'
import { type FormEvent, useId, useState } from 'react'
import { Button } from '../../../components/Button.tsx'
import { useClient } from '../../../components/ClientContext.tsx'
import { Complaint } from '../../../components/Complaint.tsx'
import { fieldLook } from '../../../components/Field.tsx'
import { Modal } from '../../../components/Modal.tsx'
import { useTask } from '../../../components/useTask.ts'

export interface ReportDialogProps {
  readonly call: CallView
  readonly name: string
  readonly onClose: () => void
}

export function ReportDialog({ call, name, onClose }: ReportDialogProps) {
  const client = useClient()
  const id = useId()
  const task = useTask()
  const [reason, setReason] = useState('')
  const [sent, setSent] = useState(false)
  const report = async (event: FormEvent) => {
    event.preventDefault()
    setSent(await task.run(() => client.call(reportCall, { params: { call: call.id }, body: { reason } })))
  }
  return (
    <Modal open onClose={onClose} title={`Report ${name}`}>
      {sent ? (
        <p role="status">Thank you. Moderators will look at it.</p>
      ) : (
        <form onSubmit={report} className="flex flex-col gap-3">
          <label htmlFor={`${id}-reason`} className="font-medium text-sm">
            What happened?
          </label>
          <textarea
            id={`${id}-reason`}
            rows={4}
            required
            maxLength={2000}
            value={reason}
            onChange={(event) => setReason(event.target.value)}
            className={fieldLook}
          />
          <Complaint>{task.fault?.message}</Complaint>
          <Button type="submit" look="danger" busy={task.busy} disabled={reason.trim() === ''}>
            Report
          </Button>
        </form>
      )}
    </Modal>
  )
}
