import { newStreamKey, whip } from '@stoa/contract/streams'
import { KeyRound, RotateCw } from 'lucide-react'
import { useMemo, useState } from 'react'
import { Button } from '../../../components/Button.tsx'
import { Card } from '../../../components/Card.tsx'
import { useClient } from '../../../components/ClientContext.tsx'
import { Complaint } from '../../../components/Complaint.tsx'
import { ConfirmDialog } from '../../../components/ConfirmDialog.tsx'
import { useTask } from '../../../components/useTask.ts'
import { createSilence } from '../session/sound.ts'
import { useTransport } from '../session/useTransport.ts'
import { Tile } from '../watch/Tile.tsx'
import { CopyField } from './CopyField.tsx'
import type { StudioProps } from './props.ts'

export interface StreamKey {
  readonly key: string
  readonly whip: string
}

export interface ObsSourceProps extends StudioProps {
  /** The key made here last: it is shown nowhere else, and outlives a look at the other tab. */
  readonly made: StreamKey | undefined
  readonly onMade: (made: StreamKey) => void
}

/** How a programme such as OBS sends the picture: by WHIP, with a key that is shown once. */
export function ObsSource({ followed, stream, made, onMade }: ObsSourceProps) {
  const client = useClient()
  const task = useTask()
  const [asking, setAsking] = useState(false)
  const address = new URL(whip.path.replace(':stream', stream.id), location.origin).href
  const transport = useTransport(stream.engine)
  const sound = useMemo(createSilence, [])
  const make = () =>
    void task.run(async () => {
      onMade(await client.call(newStreamKey, { params: { stream: stream.id } }))
    })
  return (
    <div className="flex flex-col gap-4">
      {stream.publishers.includes(stream.host) && (
        <Tile followed={followed} user={stream.host} transport={transport} sound={sound} />
      )}
      <Card title="Send from OBS" hint="Version 30 or later, or any other programme that speaks WHIP.">
        <ol className="mb-5 list-decimal space-y-1 pl-5 text-ink-soft">
          <li>In OBS, open Settings, then Stream, and choose the service “WHIP”.</li>
          <li>Paste the server and, as the bearer token, the stream key.</li>
          <li>Set the encoder to H.264 without B-frames, a keyframe every 2 seconds.</li>
          <li>Start streaming. This page shows your picture as soon as it comes.</li>
        </ol>
        <div className="flex flex-col gap-4">
          <CopyField label="Server" value={made?.whip ?? address} />
          {made === undefined ? (
            <div className="flex flex-col items-start gap-2">
              <p className="text-ink-soft text-sm">
                The stream key is shown once, when it is made. A new one takes the place of the one before.
              </p>
              <Button look="outline" busy={task.busy} onClick={() => setAsking(true)}>
                <KeyRound aria-hidden className="size-4.5" /> Make a stream key
              </Button>
            </div>
          ) : (
            <>
              <CopyField
                label="Stream key"
                value={made.key}
                hint="Copy it now: it is not shown again. Whoever has it can stream in your place."
                secret
              />
              <Button look="outline" busy={task.busy} className="self-start" onClick={() => setAsking(true)}>
                <RotateCw aria-hidden className="size-4.5" /> Make another one
              </Button>
            </>
          )}
          <Complaint>{task.fault?.message}</Complaint>
        </div>
      </Card>
      <ConfirmDialog
        open={asking}
        title="Make a new stream key?"
        text="A key that was made before stops working."
        confirm="Make a key"
        onConfirm={make}
        onClose={() => setAsking(false)}
      />
    </div>
  )
}
