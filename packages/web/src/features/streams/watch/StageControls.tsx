import { Gauge, type LucideIcon, Maximize, Minimize, PictureInPicture2, Volume2, VolumeX } from 'lucide-react'
import { type RefObject, useEffect, useState } from 'react'
import { Button } from '../../../components/Button.tsx'
import { useStore } from '../../../components/ClientContext.tsx'
import { Complaint } from '../../../components/Complaint.tsx'
import { classes } from '../../../components/classes.ts'
import { useTask } from '../../../components/useTask.ts'
import type { SoundStore } from '../session/sound.ts'

export interface StageControlsProps {
  readonly place: RefObject<HTMLDivElement | null>
  readonly sound: SoundStore
  readonly measured: boolean
  readonly onMeasured: (measured: boolean) => void
}

export function StageControls({ place, sound, measured, onMeasured }: StageControlsProps) {
  const heard = useStore(sound)
  const full = useFullscreen(place)
  const task = useTask()
  const quiet = heard.muted || heard.volume === 0
  const setMuted = (muted: boolean) =>
    sound.set({ muted, blocked: false, volume: heard.volume === 0 ? 1 : heard.volume })
  return (
    <>
      {heard.blocked && (
        <div className="absolute inset-x-0 top-3 flex justify-center">
          <Button onClick={() => setMuted(false)}>
            <VolumeX aria-hidden className="size-4.5" /> Unmute
          </Button>
        </div>
      )}
      <div role="toolbar" aria-label="Player" className="flex items-center gap-1 px-2 pb-1.5">
        <Control
          icon={quiet ? VolumeX : Volume2}
          label={quiet ? 'Turn the sound on' : 'Mute'}
          onClick={() => setMuted(!quiet)}
        />
        <input
          type="range"
          aria-label="Volume"
          min={0}
          max={1}
          step={0.05}
          value={quiet ? 0 : heard.volume}
          onChange={(event) => {
            const volume = Number(event.target.value)
            sound.set({ volume, muted: volume === 0, blocked: false })
          }}
          className="w-24 accent-accent"
        />
        <span className="flex-1" />
        <Control
          icon={Gauge}
          label={measured ? 'Hide what is measured' : 'Show what is measured'}
          pressed={measured}
          onClick={() => onMeasured(!measured)}
        />
        {document.pictureInPictureEnabled && (
          <Control
            icon={PictureInPicture2}
            label="Picture in picture"
            onClick={() =>
              void task.run(async () => {
                if (document.pictureInPictureElement !== null) await document.exitPictureInPicture()
                else await place.current?.querySelector('video')?.requestPictureInPicture()
              })
            }
          />
        )}
        {document.fullscreenEnabled && (
          <Control
            icon={full ? Minimize : Maximize}
            label={full ? 'Leave full screen' : 'Full screen'}
            onClick={() =>
              void task.run(async () => {
                if (full) await document.exitFullscreen()
                else await place.current?.requestFullscreen()
              })
            }
          />
        )}
      </div>
      <Complaint>{task.fault?.message}</Complaint>
    </>
  )
}

interface ControlProps {
  readonly icon: LucideIcon
  readonly label: string
  readonly pressed?: boolean
  readonly onClick: () => void
}

function Control({ icon: Icon, label, pressed, onClick }: ControlProps) {
  return (
    <button
      type="button"
      aria-label={label}
      aria-pressed={pressed}
      title={label}
      onClick={onClick}
      className={classes(
        'grid size-10 place-items-center rounded-xl text-ink hover:bg-raised',
        pressed === true && 'bg-raised',
      )}
    >
      <Icon aria-hidden className="size-5" />
    </button>
  )
}

function useFullscreen(place: RefObject<HTMLElement | null>): boolean {
  const [full, setFull] = useState(false)
  useEffect(() => {
    const look = () =>
      setFull(document.fullscreenElement !== null && document.fullscreenElement === place.current)
    document.addEventListener('fullscreenchange', look)
    return () => document.removeEventListener('fullscreenchange', look)
  }, [place])
  return full
}
