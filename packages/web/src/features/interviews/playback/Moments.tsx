import { useEffect, useRef } from 'react'
import { classes } from '../../../components/classes.ts'
import { markText } from './describe.ts'
import { countUpTo, type Film } from './engine/film.ts'
import type { Mark } from './engine/marks.ts'
import { indexAt, stateAt } from './engine/places.ts'
import type { Step } from './engine/recording.ts'
import { markLooks } from './markLooks.ts'
import { useReplay } from './ReplayContext.ts'
import { elapsed } from './times.ts'
import { useMoment } from './useMoment.ts'

/** What happened besides writing, to go to. */
export function Moments({ onGo }: { readonly onGo: (mark: Mark) => void }) {
  const { player, marks } = useReplay()
  const current = useMoment(player, ({ time }) => countUpTo(marks, (one) => one.time <= time) - 1)
  const list = useRef<HTMLOListElement>(null)
  useEffect(() => {
    const item = list.current?.children[current]
    if (player.get().playing) item?.scrollIntoView({ block: 'nearest' })
  }, [current, player])
  if (marks.length === 0) {
    return <p className="p-4 text-ink-soft text-sm">Nothing was run, pasted or switched in this interview.</p>
  }
  return (
    <ol ref={list} className="flex flex-col p-2">
      {marks.map((mark, at) => (
        <li key={`${mark.kind}-${mark.seq}-${mark.time}`}>
          <MomentButton mark={mark} current={at === current} onGo={onGo} />
        </li>
      ))}
    </ol>
  )
}

function MomentButton(props: {
  readonly mark: Mark
  readonly current: boolean
  readonly onGo: (mark: Mark) => void
}) {
  const { mark, current, onGo } = props
  const { recording, films, face } = useReplay()
  const { icon: Icon, colour } = markLooks[mark.kind]
  const index = indexAt(recording, mark.time)
  const film = mark.document === null ? undefined : films.film(mark.document)
  const written = recording.documents.find((one) => one.seq === mark.document)
  const pasted =
    mark.kind === 'paste' && film !== undefined && written !== undefined
      ? insertedBy(film, written.steps, { index, time: mark.time })
      : 0
  return (
    <button
      type="button"
      onClick={() => onGo(mark)}
      aria-current={current ? 'step' : undefined}
      data-moment={mark.kind}
      className={classes(
        'flex w-full items-start gap-2.5 rounded-xl px-2.5 py-2 text-left text-sm hover:bg-sunken',
        current && 'bg-accent-soft',
      )}
    >
      <Icon aria-hidden className="mt-0.5 size-4 shrink-0" style={{ color: colour }} />
      <span className="min-w-0 flex-1 break-words">
        <span className="font-medium">{face(mark.person).name}</span>{' '}
        {markText(mark, stateAt(recording, index))}
        {pasted > 0 && ` (${pasted} ${pasted === 1 ? 'character' : 'characters'})`}
      </span>
      <span className="shrink-0 text-ink-faint text-xs tabular-nums leading-5">{elapsed(mark.time)}</span>
    </button>
  )
}

/** How many characters the entry with this index wrote into a document. */
function insertedBy(
  film: Film,
  steps: readonly Step[],
  { index, time }: { index: number; time: number },
): number {
  const last = countUpTo(steps, (one) => one.time <= time)
  const first = steps.findLastIndex((one, at) => at < last && one.update.index === index && one.stroke === 0)
  const frames = film.frames.slice(
    countUpTo(film.frames, (frame) => frame.time < (steps[first]?.time ?? time)),
    film.countAt(time),
  )
  return frames.reduce((sum, one) => sum + (one.index === index ? one.inserted.length : 0), 0)
}
