import { defaultRubric, type Scorecard } from '@stoa/contract/interviews'

/** From 1 on. */
export const scoreNames = ['Poor', 'Fair', 'Good', 'Excellent'] as const

/** Such as “3 Good”. */
export function scoreText(score: number | null): string {
  return score === null ? 'not scored' : `${score} ${scoreNames[score - 1] ?? ''}`.trim()
}

export const recommendationNames: Readonly<Record<NonNullable<Scorecard['recommendation']>, string>> = {
  strong_no: 'Strong no',
  no: 'No',
  yes: 'Yes',
  strong_yes: 'Strong yes',
}

/** What is scored: the session's own criteria, or the usual ones where it has none. */
export function criteriaOf(criteria: readonly string[]): readonly string[] {
  return criteria.length === 0 ? defaultRubric : criteria
}

/** A scorecard with a line for each criterion as they are now, taking over what was written for those of the same name. */
export function scorecardFor(criteria: readonly string[], before: Scorecard | undefined): Scorecard {
  const scores = criteria.map(
    (criterion) =>
      before?.scores.find((one) => one.criterion === criterion) ?? { criterion, score: null, comment: '' },
  )
  return { scores, recommendation: before?.recommendation ?? null, summary: before?.summary ?? '' }
}

/** Do they say the same? */
export function isSame(one: Scorecard, other: Scorecard | undefined): boolean {
  if (other === undefined || one.scores.length !== other.scores.length) return false
  const { recommendation, summary } = other
  const scores = one.scores.every(({ criterion, score, comment }, at) => {
    const beside = other.scores[at]
    return beside?.criterion === criterion && beside.score === score && beside.comment === comment
  })
  return scores && one.recommendation === recommendation && one.summary === summary
}

/** May one see what others scored? Only who has made up their own mind, so that nobody follows another's lead. */
export function seesOthers(mine: Scorecard | undefined): boolean {
  return mine !== undefined && mine.recommendation !== null
}

/** The mean of what was scored, to one decimal; undefined for nothing. */
export function meanOf({ scores }: Scorecard): number | undefined {
  const given = scores.flatMap(({ score }) => (score === null ? [] : [score]))
  if (given.length === 0) return undefined
  return Math.round((given.reduce((sum, one) => sum + one, 0) / given.length) * 10) / 10
}
