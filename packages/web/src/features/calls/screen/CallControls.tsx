import type { CallView } from '@stoa/contract/calls'
import {
  type LucideIcon,
  MessageCircle,
  Mic,
  MicOff,
  MonitorUp,
  MonitorX,
  PhoneOff,
  PictureInPicture2,
  Settings2,
  SquarePen,
  Video,
  VideoOff,
} from 'lucide-react'
import { type RefObject, useState } from 'react'
import { useStore } from '../../../components/ClientContext.tsx'
import { Complaint } from '../../../components/Complaint.tsx'
import { classes } from '../../../components/classes.ts'
import { useTask } from '../../../components/useTask.ts'
import type { CallSession } from '../session/callSession.ts'
import { DevicesDialog } from './DevicesDialog.tsx'
import { TogetherDialog } from './TogetherDialog.tsx'

export interface CallControlsProps {
  readonly session: CallSession
  readonly call: CallView
  readonly name: string
  readonly video: RefObject<HTMLVideoElement | null>
  readonly chatting: boolean
  readonly onChat: () => void
}

export function CallControls({ session, call, name, video, chatting, onChat }: CallControlsProps) {
  const local = useStore(session.local)
  const [dialog, setDialog] = useState<'devices' | 'together'>()
  const task = useTask()
  const hasVideo = call.media === 'video'
  const { local: media } = session
  return (
    <footer className="px-3 pt-2 pb-[max(0.75rem,env(safe-area-inset-bottom))]">
      <Complaint>{task.fault?.message}</Complaint>
      <div role="toolbar" aria-label="Call" className="flex flex-wrap items-center justify-center gap-2">
        <Control
          icon={local.microphone ? Mic : MicOff}
          label={local.microphone ? 'Mute' : 'Unmute'}
          lit={!local.microphone}
          onClick={() => void media.setMicrophone(!local.microphone)}
        />
        {hasVideo && (
          <Control
            icon={local.camera ? Video : VideoOff}
            label={local.camera ? 'Turn the camera off' : 'Turn the camera on'}
            lit={!local.camera}
            onClick={() => void media.setCamera(!local.camera)}
          />
        )}
        {hasVideo && canShareScreen() && (
          <Control
            icon={local.screen ? MonitorX : MonitorUp}
            label={local.screen ? 'Stop showing your screen' : 'Show your screen'}
            lit={local.screen}
            onClick={() => (local.screen ? media.stopScreen() : void task.run(() => media.shareScreen()))}
          />
        )}
        {hasVideo && document.pictureInPictureEnabled && (
          <Control
            icon={PictureInPicture2}
            label="Picture in picture"
            onClick={() =>
              void task.run(async () => {
                if (document.pictureInPictureElement !== null) await document.exitPictureInPicture()
                else await video.current?.requestPictureInPicture()
              })
            }
          />
        )}
        <Control icon={MessageCircle} label="Chat" lit={chatting} onClick={onChat} />
        <Control icon={SquarePen} label="Write or draw together" onClick={() => setDialog('together')} />
        <Control icon={Settings2} label="Devices" onClick={() => setDialog('devices')} />
        <button
          type="button"
          disabled={task.busy}
          onClick={() => void task.run(() => session.call.end())}
          className="inline-flex min-h-12 items-center gap-2 rounded-full bg-danger px-5 font-semibold text-canvas hover:brightness-110 disabled:opacity-55"
        >
          <PhoneOff aria-hidden className="size-5" /> End
        </button>
      </div>
      {dialog === 'devices' && (
        <DevicesDialog local={media} video={hasVideo} onClose={() => setDialog(undefined)} />
      )}
      {dialog === 'together' && (
        <TogetherDialog call={call} name={name} onClose={() => setDialog(undefined)} />
      )}
    </footer>
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
        'grid size-12 place-items-center rounded-full transition-colors',
        lit ? 'bg-ink text-canvas' : 'bg-raised text-ink hover:brightness-125',
      )}
    >
      <Icon aria-hidden className="size-5" />
    </button>
  )
}

function canShareScreen(): boolean {
  return 'mediaDevices' in navigator && 'getDisplayMedia' in navigator.mediaDevices
}
