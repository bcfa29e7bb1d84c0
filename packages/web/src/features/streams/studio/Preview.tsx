import { type LucideIcon, Mic, MicOff, MonitorUp, MonitorX, Settings2, Video, VideoOff } from 'lucide-react'
import { type ReactNode, useState } from 'react'
import { useStore } from '../../../components/ClientContext.tsx'
import { Complaint } from '../../../components/Complaint.tsx'
import { classes } from '../../../components/classes.ts'
import { useTask } from '../../../components/useTask.ts'
import { DeviceProblems } from '../../calls/screen/DeviceProblems.tsx'
import { DevicesDialog } from '../../calls/screen/DevicesDialog.tsx'
import { TrackVideo } from '../../calls/screen/TrackVideo.tsx'
import { useStreamsHere } from '../session/StreamsContext.ts'

/** What one sends, or would: camera or screen, with the ways to change it. */
export function Preview({ children }: { readonly children?: ReactNode }) {
  const { local } = useStreamsHere().studio
  const { shown, screen, camera, microphone, status, problems } = useStore(local)
  const [choosing, setChoosing] = useState(false)
  const task = useTask()
  return (
    <section aria-label="Your picture" className="flex min-w-0 flex-col gap-3">
      <div
        className={classes(
          'relative aspect-video max-h-[56dvh] overflow-hidden rounded-3xl border border-line bg-sunken',
          // What is said of both devices is higher than a telephone's picture.
          Object.keys(problems).length > 0 && 'min-h-64',
        )}
      >
        {shown === null ? (
          <p className="grid size-full place-items-center p-6 text-center text-ink-soft">
            {status === 'asking' ? 'Waiting for your camera…' : 'Your camera is off.'}
          </p>
        ) : (
          <TrackVideo
            track={shown}
            mirrored={!screen}
            label={screen ? 'The screen you show' : 'Your camera'}
            className="size-full bg-sunken object-contain"
          />
        )}
        <div className="absolute inset-x-3 top-3 flex flex-col items-start gap-2">
          {children}
          <DeviceProblems local={local} video />
        </div>
      </div>
      <div role="toolbar" aria-label="Your devices" className="flex flex-wrap justify-center gap-2">
        <Control
          icon={microphone ? Mic : MicOff}
          label={microphone ? 'Mute' : 'Unmute'}
          lit={!microphone}
          onClick={() => void local.setMicrophone(!microphone)}
        />
        <Control
          icon={camera ? Video : VideoOff}
          label={camera ? 'Turn the camera off' : 'Turn the camera on'}
          lit={!camera}
          onClick={() => void local.setCamera(!camera)}
        />
        {canShareScreen() && (
          <Control
            icon={screen ? MonitorX : MonitorUp}
            label={screen ? 'Stop showing your screen' : 'Show your screen'}
            lit={screen}
            onClick={() => (screen ? local.stopScreen() : void task.run(() => local.shareScreen()))}
          />
        )}
        <Control icon={Settings2} label="Choose devices" onClick={() => setChoosing(true)} />
      </div>
      <Complaint>{task.fault?.message}</Complaint>
      {choosing && <DevicesDialog local={local} video onClose={() => setChoosing(false)} />}
    </section>
  )
}

interface ControlProps {
  readonly icon: LucideIcon
  readonly label: string
  readonly lit?: boolean
  readonly onClick: () => void
}

function Control({ icon: Icon, label, lit = false, onClick }: ControlProps) {
  return (
    <button
      type="button"
      aria-label={label}
      title={label}
      onClick={onClick}
      className={classes(
        'grid size-12 place-items-center rounded-full border border-line transition-colors',
        lit ? 'bg-ink text-canvas' : 'bg-raised text-ink hover:bg-sunken',
      )}
    >
      <Icon aria-hidden className="size-5" />
    </button>
  )
}

function canShareScreen(): boolean {
  return 'mediaDevices' in navigator && 'getDisplayMedia' in navigator.mediaDevices
}
