import type { Scorecard } from '@stoa/contract/interviews'
import { meanOf, recommendationNames, scoreText } from './scores.ts'

/** A scorecard to read. */
export function ScorecardView({ name, card }: { readonly name: string; readonly card: Scorecard }) {
  const mean = meanOf(card)
  return (
    <article className="break-inside-avoid rounded-xl border border-line bg-raised p-3 text-sm">
      <h3 className="font-semibold">{name}</h3>
      <p className="text-ink-soft">
        {card.recommendation === null ? 'No recommendation yet' : recommendationNames[card.recommendation]}
        {mean !== undefined && ` · ${mean} of 4`}
      </p>
      <dl className="mt-2 flex flex-col gap-1.5">
        {card.scores.map(({ criterion, score, comment }) => (
          <div key={criterion}>
            <dt className="flex justify-between gap-3 font-medium">
              {criterion}
              <span className="shrink-0 font-normal">{scoreText(score)}</span>
            </dt>
            {comment !== '' && <dd className="whitespace-pre-wrap break-words text-ink-soft">{comment}</dd>}
          </div>
        ))}
      </dl>
      {card.summary !== '' && <p className="mt-2 whitespace-pre-wrap break-words">{card.summary}</p>}
    </article>
  )
}
