import type { OpenInterview } from '@stoa/client/interviews'
import { type InterviewSession, Recommendation, type StaffState } from '@stoa/contract/interviews'
import { ListChecks } from 'lucide-react'
import { useId, useState } from 'react'
import { Button } from '../../../components/Button.tsx'
import { fieldLook } from '../../../components/Field.tsx'
import { useMe } from '../../../components/people.ts'
import { Choices } from './Choices.tsx'
import { OtherScorecards } from './OtherScorecards.tsx'
import { RubricDialog } from './RubricDialog.tsx'
import { SavingState } from './SavingState.tsx'
import { ScoreRow } from './ScoreRow.tsx'
import { criteriaOf, recommendationNames } from './scores.ts'
import { useScorecard } from './useScorecard.ts'

export interface ScorecardPartProps {
  readonly interview: OpenInterview
  readonly session: InterviewSession
  readonly staff: StaffState
}

/** One's own scorecard to write, and the others' once one has recommended. */
export function ScorecardPart({ interview, session, staff }: ScorecardPartProps) {
  const me = useMe()
  const id = useId()
  const [editingRubric, setEditingRubric] = useState(false)
  const criteria = criteriaOf(staff.criteria)
  const stored = staff.scorecards.get(me.id)
  const { card, saving, change, flush } = useScorecard(interview, { criteria, stored })
  return (
    <div className="flex flex-col gap-4 p-4">
      <div className="flex items-center justify-between gap-2">
        <SavingState saving={saving} onRetry={flush} />
        <Button look="quiet" className="-mr-2 text-accent text-sm" onClick={() => setEditingRubric(true)}>
          <ListChecks aria-hidden className="size-4" /> Edit rubric
        </Button>
      </div>
      {/* Leaving any of its fields saves it. */}
      <form aria-label="Your scorecard" className="flex flex-col gap-4" onBlur={flush}>
        {card.scores.map((scored) => (
          <ScoreRow
            key={scored.criterion}
            scored={scored}
            onChange={(next) =>
              change({
                scores: card.scores.map((one) =>
                  one.criterion === scored.criterion ? { ...scored, ...next } : one,
                ),
              })
            }
          />
        ))}
        <Choices
          label="Recommendation"
          choices={Recommendation.options.map((one) => [one, recommendationNames[one]] as const)}
          chosen={card.recommendation}
          onChoose={(recommendation) => change({ recommendation })}
        />
        <div className="flex flex-col gap-1.5">
          <label htmlFor={`${id}-summary`} className="font-medium text-sm">
            Summary
          </label>
          <textarea
            id={`${id}-summary`}
            rows={4}
            maxLength={5000}
            value={card.summary}
            onChange={(event) => change({ summary: event.target.value })}
            className={fieldLook}
          />
        </div>
      </form>
      <OtherScorecards session={session} staff={staff} me={me.id} />
      {editingRubric && (
        <RubricDialog interview={interview} criteria={criteria} onClose={() => setEditingRubric(false)} />
      )}
    </div>
  )
}
