import { type PointerEvent, type ReactNode, useMemo, useRef } from 'react'
import { classes } from '../../../components/classes.ts'
import { densityOf } from './engine/density.ts'
import type { Mark } from './engine/marks.ts'
import { markLooks } from './markLooks.ts'
import { useReplay } from './ReplayContext.ts'
import { elapsed } from './times.ts'
import { useMoment } from './useMoment.ts'

const bins = 400
const trackHeight = 28

/** Who wrote how much when, what else happened, and where the replay is. Drag it to go anywhere. */
export function Timeline() {
  const { marks } = useReplay()
  return (
    <div className="grid grid-cols-[minmax(0,1fr)] gap-1 sm:grid-cols-[7rem_minmax(0,1fr)]">
      <TrackNames />
      <Slider>
        <MarkRow marks={marks} />
        <Tracks />
      </Slider>
    </div>
  )
}

/** What is in it stays as it is while the time passes. */
function Slider({ children }: { readonly children: ReactNode }) {
  const { player, pace, recording } = useReplay()
  const area = useRef<HTMLDivElement>(null)
  const time = useMoment(player, (playing) => playing.time)
  const share = pace.toPlayed(time) / Math.max(1, pace.length)
  const seekTo = (event: PointerEvent) => {
    const box = area.current?.getBoundingClientRect()
    if (box === undefined || box.width === 0) return
    player.seek(pace.toRecorded(((event.clientX - box.left) / box.width) * pace.length))
  }
  return (
    <div
      ref={area}
      role="slider"
      tabIndex={0}
      aria-label="Time"
      aria-valuemin={0}
      aria-valuemax={Math.round(recording.length)}
      aria-valuenow={Math.round(time)}
      aria-valuetext={`${elapsed(time)} of ${elapsed(recording.length)}`}
      onPointerDown={(event) => {
        event.currentTarget.setPointerCapture(event.pointerId)
        seekTo(event)
      }}
      onPointerMove={(event) => event.buttons === 1 && seekTo(event)}
      className="relative cursor-pointer touch-none select-none rounded-lg bg-sunken"
    >
      {children}
      <span
        aria-hidden
        className="-translate-x-1/2 pointer-events-none absolute inset-y-0 w-0.5 bg-ink"
        style={{ left: `${share * 100}%` }}
      />
    </div>
  )
}

function MarkRow({ marks }: { readonly marks: readonly Mark[] }) {
  const { pace, face } = useReplay()
  return (
    <div className="relative h-5 overflow-hidden border-line border-b">
      {marks.map((mark) => {
        const { colour } = markLooks[mark.kind]
        const left = `${(pace.toPlayed(mark.time) / Math.max(1, pace.length)) * 100}%`
        return (
          <span
            key={`${mark.kind}-${mark.seq}-${mark.time}`}
            data-mark={mark.kind}
            title={`${elapsed(mark.time)} ${face(mark.person).name}: ${mark.kind}`}
            className={classes(
              '-translate-x-1/2 absolute top-1',
              mark.kind === 'paste' ? 'h-3 w-1.5 rounded-xs' : 'size-2.5 rounded-full',
            )}
            style={{ left, backgroundColor: colour }}
          />
        )
      })}
    </div>
  )
}

/** Those who wrote. */
function useWriters(): readonly number[] {
  const { recording } = useReplay()
  return useMemo(
    () =>
      [...new Set(recording.documents.flatMap((one) => one.updates.map((update) => update.person)))].toSorted(
        (one, other) => one - other,
      ),
    [recording],
  )
}

function TrackNames() {
  const { face } = useReplay()
  return (
    <ul className="flex flex-wrap gap-x-3 sm:block sm:pt-5" aria-label="Who wrote">
      {useWriters().map((person) => {
        const { name, colour } = face(person)
        return (
          <li
            key={person}
            className="flex items-center gap-1.5 truncate text-ink-soft text-xs sm:h-7"
            title={name}
          >
            <span
              aria-hidden
              className="size-2.5 shrink-0 rounded-full"
              style={{ backgroundColor: colour }}
            />
            <span className="truncate">{name}</span>
          </li>
        )
      })}
    </ul>
  )
}

function Tracks() {
  const { recording, pace, face } = useReplay()
  const writers = useWriters()
  const tracks = useMemo(() => {
    const edits = recording.documents
      .values()
      .flatMap((one) => one.steps)
      .filter(({ update }) => update.origin !== 'restore')
      .map(({ time, update }) => [pace.toPlayed(time), update.person] as const)
    return densityOf({ people: recording.people.length, bins, length: pace.length, edits })
  }, [recording, pace])
  const height = Math.max(1, writers.length) * trackHeight
  return (
    <svg
      aria-hidden="true"
      viewBox={`0 0 ${bins} ${height}`}
      preserveAspectRatio="none"
      className="block w-full"
      height={height}
    >
      {writers.map((person, row) => (
        <path
          key={person}
          d={areaOf(tracks[person] ?? new Float64Array(), (row + 1) * trackHeight)}
          style={{ fill: face(person).colour }}
        />
      ))}
    </svg>
  )
}

/** Bars that stand on `bottom`; what is not nothing can be seen. */
function areaOf(track: Float64Array, bottom: number): string {
  const bars: string[] = []
  for (const [bin, value] of track.entries()) {
    if (value === 0) continue
    const height = 3 + Math.sqrt(value) * (trackHeight - 6)
    bars.push(`M${bin} ${bottom}v${-height}h1v${height}z`)
  }
  return bars.join('')
}
