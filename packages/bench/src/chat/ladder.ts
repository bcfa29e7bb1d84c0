/** One rung: what was tried and whether it held. */
export interface Rung<L> {
  readonly rate: number
  readonly level: L
  readonly held: boolean
}

/**
 * Rates from `from` on, each `factor` times the one before, until one does not hold twice in a row; then one between the
 * last that held and that. Where not even the first holds, downwards until one does, six times at most. Every rung tried.
 */
export async function climb<L>(options: {
  readonly from: number
  readonly factor: number
  readonly attempt: (rate: number) => Promise<L>
  readonly holds: (level: L) => boolean
}): Promise<Rung<L>[]> {
  const { from, factor, attempt, holds } = options
  const rungs: Rung<L>[] = []
  async function step(rate: number): Promise<boolean> {
    const level = await attempt(rate)
    const held = holds(level)
    rungs.push({ rate, level, held })
    return held
  }
  const stepTwice = async (rate: number) => (await step(rate)) || (await step(rate))
  let rate = from
  while (await stepTwice(rate)) rate *= factor
  if (rate > from) await step(rate / Math.sqrt(factor))
  else for (let down = 1; down <= 6 && !(await step(from / factor ** down)); down++);
  return rungs
}

/** The held rung with the most of something; undefined where none held. */
export function bestOf<L>(rungs: readonly Rung<L>[], score: (level: L) => number): L | undefined {
  return rungs
    .filter((rung) => rung.held)
    .map((rung) => rung.level)
    .toSorted((one, other) => score(other) - score(one))[0]
}
