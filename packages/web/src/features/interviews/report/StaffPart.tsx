import type { InterviewSession, StaffState } from '@stoa/contract/interviews'
import { useMe } from '../../../components/people.ts'
import { useTimes } from '../../../components/TimesContext.tsx'
import { timeOf } from '../playback/engine/places.ts'
import type { Recording } from '../playback/engine/recording.ts'
import { elapsed } from '../playback/times.ts'
import { useFaces } from '../session/useFaces.ts'
import { ScorecardView } from '../staff/ScorecardView.tsx'
import { seesOthers } from '../staff/scores.ts'
import { Part } from './Part.tsx'

export interface StaffPartProps {
  readonly session: InterviewSession
  readonly recording: Recording
  readonly staff: StaffState
}

/** Notes and scorecards, in an interviewer's report alone (P9). */
export function StaffPart({ session, recording, staff }: StaffPartProps) {
  const me = useMe()
  const times = useTimes()
  const faceOf = useFaces(session)
  const open = seesOthers(staff.scorecards.get(me.id))
  const shown = [...staff.scorecards].filter(([user]) => open || user === me.id)
  const notes = staff.notes.toSorted((one, other) => one.moment - other.moment)
  return (
    <>
      <Part title="Scorecards">
        {shown.length < staff.scorecards.size && (
          <p className="mb-2 text-ink-soft text-sm">
            The others’ scorecards are here once you have given your own recommendation.
          </p>
        )}
        {staff.scorecards.size === 0 && <p className="text-ink-soft">Nobody has scored this interview.</p>}
        <div className="flex flex-col gap-3">
          {shown.map(([user, card]) => (
            <ScorecardView key={user} name={faceOf(user).name} card={card} />
          ))}
        </div>
      </Part>
      <Part title="Notes">
        {notes.length === 0 && <p className="text-ink-soft">No notes were taken.</p>}
        <ol className="flex flex-col gap-2 text-sm">
          {notes.map(({ seq, at, by, text, moment }) => (
            <li key={seq} className="flex break-inside-avoid gap-3">
              <span className="w-14 shrink-0 text-ink-soft tabular-nums">
                {elapsed(timeOf(recording, moment))}
              </span>
              <span className="min-w-0">
                <span className="text-ink-soft">
                  {by === null ? 'Stoa' : faceOf(by).name}, {times.clock(at)}
                </span>
                <span className="block whitespace-pre-wrap break-words">{text}</span>
              </span>
            </li>
          ))}
        </ol>
      </Part>
    </>
  )
}
