import type { UserId } from '@stoa/contract/http'
import type { InterviewSession, StaffState } from '@stoa/contract/interviews'
import { EyeOff } from 'lucide-react'
import { useFaces } from '../session/useFaces.ts'
import { ScorecardView } from './ScorecardView.tsx'
import { seesOthers } from './scores.ts'

export interface OtherScorecardsProps {
  readonly session: InterviewSession
  readonly staff: StaffState
  readonly me: UserId
}

/** What the other interviewers scored, hidden until one has recommended oneself. */
export function OtherScorecards({ session, staff, me }: OtherScorecardsProps) {
  const faceOf = useFaces(session)
  const others = [...staff.scorecards].filter(([user]) => user !== me)
  if (others.length === 0) return null
  if (!seesOthers(staff.scorecards.get(me))) {
    const names = others.map(([user]) => faceOf(user).name).join(', ')
    return (
      <p className="flex gap-2 rounded-xl bg-sunken p-3 text-ink-soft text-sm">
        <EyeOff aria-hidden className="mt-0.5 size-4 shrink-0" />
        <span>
          {names} {others.length === 1 ? 'has' : 'have'} begun a scorecard. It shows once you have given your
          own recommendation, so that nobody follows another’s lead.
        </span>
      </p>
    )
  }
  return (
    <section aria-label="Other scorecards" className="flex flex-col gap-3">
      {others.map(([user, card]) => (
        <ScorecardView key={user} name={faceOf(user).name} card={card} />
      ))}
    </section>
  )
}
