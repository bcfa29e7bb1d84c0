import { useMemo } from 'react'
import { markText } from '../playback/describe.ts'
import type { Mark } from '../playback/engine/marks.ts'
import { indexAt, stateAt } from '../playback/engine/places.ts'
import type { Recording } from '../playback/engine/recording.ts'
import type { Films } from '../playback/films.ts'
import { elapsed } from '../playback/times.ts'
import { Part } from './Part.tsx'
import { sharesOf } from './shares.ts'

export interface SharesProps {
  readonly recording: Recording
  readonly films: Films
  readonly nameOf: (person: number | null) => string
}

/** Runs have a chapter of their own. */
const told = (mark: Mark) => mark.kind !== 'run'

/** Who wrote how much, and what else happened when. */
export function Shares({ recording, films, nameOf }: SharesProps) {
  const shares = useMemo(() => sharesOf(recording, (document) => films.film(document)), [recording, films])
  const marks = recording.marks.filter(told)
  return (
    <Part title="How it went">
      {shares.length > 0 && (
        <table className="w-full text-left text-sm">
          <thead className="text-ink-soft">
            <tr>
              <th className="py-1 pr-3 font-medium">Who</th>
              <th className="py-1 pr-3 text-right font-medium">Changes</th>
              <th className="py-1 pr-3 text-right font-medium">Characters written</th>
              <th className="py-1 pr-3 text-right font-medium">Pasted</th>
              <th className="py-1 text-right font-medium">Runs</th>
            </tr>
          </thead>
          <tbody className="tabular-nums">
            {shares.map(({ person, changes, typed, pastes, pasted, runs }) => (
              <tr key={person} className="border-line border-t">
                <td className="py-1 pr-3">{nameOf(person)}</td>
                <td className="py-1 pr-3 text-right">{changes}</td>
                <td className="py-1 pr-3 text-right">{typed}</td>
                <td className="py-1 pr-3 text-right">{pastes === 0 ? '0' : `${pasted} in ${pastes}`}</td>
                <td className="py-1 text-right">{runs}</td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
      <ol className="mt-4 flex flex-col gap-1 text-sm">
        {marks.map((mark) => (
          <li key={`${mark.kind}-${mark.seq}`} className="flex break-inside-avoid gap-3">
            <span className="w-14 shrink-0 text-ink-soft tabular-nums">{elapsed(mark.time)}</span>
            <span className="min-w-0 break-words">
              {nameOf(mark.person)} {markText(mark, stateAt(recording, indexAt(recording, mark.time)))}
            </span>
          </li>
        ))}
      </ol>
    </Part>
  )
}
