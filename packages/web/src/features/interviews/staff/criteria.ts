/** As the contract has them. */
export const criterionLimits = { count: 20, length: 100 } as const

/** Criteria as they are written, one a line: trimmed, each once, and no more and no longer than they may be. */
export function criteriaIn(text: string): readonly string[] {
  const written = text.split('\n').map((line) => line.trim().slice(0, criterionLimits.length).trim())
  return [...new Set(written)].filter((one) => one !== '').slice(0, criterionLimits.count)
}
