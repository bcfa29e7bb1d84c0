import type { Scorecard } from '@stoa/contract/interviews'
import { fieldLook } from '../../../components/Field.tsx'
import { Choices } from './Choices.tsx'
import { scoreNames, scoreText } from './scores.ts'

type Scored = Scorecard['scores'][number]

export interface ScoreRowProps {
  readonly scored: Scored
  readonly onChange: (change: Partial<Scored>) => void
}

export function ScoreRow({ scored, onChange }: ScoreRowProps) {
  const { criterion, score, comment } = scored
  return (
    <div className="flex flex-col gap-1.5">
      <Choices<number>
        label={criterion}
        choices={scoreNames.map((_, at) => [at + 1, scoreText(at + 1)] as const)}
        chosen={score}
        onChoose={(next) => onChange({ score: next })}
      />
      <textarea
        aria-label={`Comment on ${criterion}`}
        placeholder="Why?"
        rows={1}
        maxLength={2000}
        value={comment}
        onChange={(event) => onChange({ comment: event.target.value })}
        className={`${fieldLook} field-sizing-content text-sm`}
      />
    </div>
  )
}
