import type { OpenInterview } from '@stoa/client/interviews'
import { rubric } from '@stoa/contract/interviews'
import { useState } from 'react'
import { Button } from '../../../components/Button.tsx'
import { Complaint } from '../../../components/Complaint.tsx'
import { Modal } from '../../../components/Modal.tsx'
import { useTask } from '../../../components/useTask.ts'
import { CriteriaField } from './CriteriaField.tsx'
import { criteriaIn } from './criteria.ts'

export interface RubricDialogProps {
  readonly interview: OpenInterview
  readonly criteria: readonly string[]
  readonly onClose: () => void
}

/** What is scored in this session, for all its interviewers. */
export function RubricDialog({ interview, criteria, onClose }: RubricDialogProps) {
  const task = useTask()
  const [text, setText] = useState(() => criteria.join('\n'))
  const named = criteriaIn(text)
  const save = async () => {
    if (await task.run(() => interview.sendStaff(rubric, { criteria: [...named] }))) onClose()
  }
  return (
    <Modal
      open
      onClose={onClose}
      title="Rubric"
      footer={
        <Button busy={task.busy} disabled={named.length === 0} onClick={() => void save()}>
          Save for all interviewers
        </Button>
      }
    >
      <p className="mb-3 text-ink-soft text-sm">
        Scores stay with their criterion’s name. Who already scored one that you rename has to score it again.
      </p>
      <CriteriaField text={text} onChange={setText} />
      <Complaint>{task.fault?.message}</Complaint>
    </Modal>
  )
}
