import { runText } from '../playback/describe.ts'
import { indexAt, stateAt } from '../playback/engine/places.ts'
import type { Recording } from '../playback/engine/recording.ts'
import { elapsed } from '../playback/times.ts'
import { Part } from './Part.tsx'

export interface RunsProps {
  readonly recording: Recording
  readonly nameOf: (person: number | null) => string
}

/** Each run of each document, and how it ended. */
export function Runs({ recording, nameOf }: RunsProps) {
  const runs = recording.marks.flatMap((mark) => (mark.kind === 'run' ? [mark] : []))
  return (
    <Part title="Runs and tests">
      {runs.length === 0 ? (
        <p className="text-ink-soft">Nothing was run.</p>
      ) : (
        <table className="w-full text-left text-sm">
          <thead className="text-ink-soft">
            <tr>
              <th className="py-1 pr-3 font-medium">At</th>
              <th className="py-1 pr-3 font-medium">Who</th>
              <th className="py-1 pr-3 font-medium">File</th>
              <th className="py-1 font-medium">How it went</th>
            </tr>
          </thead>
          <tbody>
            {runs.map(({ seq, time, person, document, run }) => (
              <tr key={seq} className="break-inside-avoid border-line border-t align-top">
                <td className="py-1 pr-3 tabular-nums">{elapsed(time)}</td>
                <td className="py-1 pr-3">{nameOf(person)}</td>
                <td className="py-1 pr-3">{fileOf(recording, time, document)}</td>
                <td className="py-1">
                  {runText(run)}
                  {run.tests.some((one) => !one.passed) && (
                    <span className="text-ink-soft">
                      {' '}
                      (not: {run.tests.flatMap(({ name, passed }) => (passed ? [] : [name])).join(', ')})
                    </span>
                  )}
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
    </Part>
  )
}

function fileOf(recording: Recording, time: number, document: number | null): string {
  const { documents } = stateAt(recording, indexAt(recording, time))
  return documents.find((one) => one.seq === document)?.name ?? 'closed'
}
