import { Pause, Play, SkipBack, SkipForward } from 'lucide-react'
import { IconButton } from '../../../components/IconButton.tsx'
import { speeds } from './engine/player.ts'
import { useReplay } from './ReplayContext.ts'
import { elapsed } from './times.ts'
import { useMoment } from './useMoment.ts'
import type { Steps } from './useSteps.ts'

export interface ControlsProps {
  readonly steps: Steps
  readonly skipping: boolean
  readonly onSkipping: (skipping: boolean) => void
  readonly following: boolean
  readonly onFollowing: (following: boolean) => void
}

export function Controls({ steps, skipping, onSkipping, following, onFollowing }: ControlsProps) {
  const { player, recording } = useReplay()
  const playing = useMoment(player, (one) => one.playing)
  const speed = useMoment(player, (one) => one.speed)
  const seconds = useMoment(player, (one) => Math.floor(one.time / 1000))
  return (
    <div className="flex flex-wrap items-center gap-x-4 gap-y-2">
      <div className="flex items-center gap-1">
        <IconButton icon={SkipBack} label="Change before" onClick={() => steps.change(-1)} />
        <button
          type="button"
          onClick={steps.toggle}
          aria-label={playing ? 'Pause' : 'Play'}
          title={playing ? 'Pause (space)' : 'Play (space)'}
          className="grid size-11 place-items-center rounded-full bg-accent text-on-accent hover:bg-accent-strong"
        >
          {playing ? <Pause aria-hidden className="size-5" /> : <Play aria-hidden className="size-5" />}
        </button>
        <IconButton icon={SkipForward} label="Next change" onClick={() => steps.change(1)} />
      </div>
      <p className="text-sm tabular-nums">
        <span className="font-medium" data-replay-time>
          {elapsed(seconds * 1000)}
        </span>
        <span className="text-ink-soft"> of {elapsed(recording.length)}</span>
      </p>
      <label className="flex items-center gap-2 text-sm">
        <span className="text-ink-soft">Speed</span>
        <select
          value={speed}
          onChange={(event) => {
            const next = speeds.find((one) => String(one) === event.target.value)
            if (next !== undefined) player.setSpeed(next)
          }}
          className="rounded-lg border border-line-strong/60 bg-raised px-2 py-1.5"
        >
          {speeds.map((one) => (
            <option key={one} value={one}>
              {one}×
            </option>
          ))}
        </select>
      </label>
      <Choice label="Skip idle time" checked={skipping} onChange={onSkipping} />
      <Choice label="Follow the writing" checked={following} onChange={onFollowing} />
    </div>
  )
}

function Choice(props: {
  readonly label: string
  readonly checked: boolean
  readonly onChange: (checked: boolean) => void
}) {
  return (
    <label className="flex items-center gap-2 text-sm">
      <input
        type="checkbox"
        checked={props.checked}
        onChange={(event) => props.onChange(event.target.checked)}
        className="size-4 accent-accent"
      />
      {props.label}
    </label>
  )
}
