import { endStream } from '@stoa/contract/streams'
import { Square } from 'lucide-react'
import { useState } from 'react'
import { Button } from '../../../components/Button.tsx'
import { useClient } from '../../../components/ClientContext.tsx'
import { Complaint } from '../../../components/Complaint.tsx'
import { ConfirmDialog } from '../../../components/ConfirmDialog.tsx'
import { useMe } from '../../../components/people.ts'
import { useTask } from '../../../components/useTask.ts'
import type { StudioProps } from '../studio/props.ts'

/** Ends a stream for everybody: its host's, and of moderators, who are told that it is somebody else's. */
export function EndStream({ followed, stream }: StudioProps) {
  const client = useClient()
  const me = useMe()
  const task = useTask()
  const [asking, setAsking] = useState(false)
  const params = { stream: stream.id }
  const end = () => void task.run(async () => followed.learn(await client.call(endStream, { params })))
  return (
    <div className="flex flex-col items-end">
      <Button look="danger" aria-label="End stream" busy={task.busy} onClick={() => setAsking(true)}>
        <Square aria-hidden className="size-4" />
        <span className="hidden sm:inline">End stream</span>
      </Button>
      <Complaint>{task.fault?.message}</Complaint>
      <ConfirmDialog
        open={asking}
        title={stream.host === me.id ? 'End this stream?' : 'End somebody else’s stream?'}
        text={
          stream.host === me.id
            ? 'It ends for everybody and cannot be begun again. What was recorded stays.'
            : 'It ends for everybody and cannot be begun again. What was recorded stays. That you ended it is written down.'
        }
        confirm="End stream"
        onConfirm={end}
        onClose={() => setAsking(false)}
      />
    </div>
  )
}
