/** One benchmark: what it is called, what it does, and its figures. */
export interface Bench {
  readonly name: string
  readonly says: string
  /** The figures of a run by the names of their columns in docs/benchmarks.md. Rejects where a check of its results fails. */
  run(context: Context): Promise<Readonly<Record<string, string>>>
}

export interface Context {
  /** A smaller base and fewer rounds, to see that it works. */
  readonly quick: boolean
  /** Milliseconds the slowest percentile of acknowledgements may take [50]; more only where the machine is busy with other things. */
  readonly slowest: number
  /** Where Stoa's CPU profiles go; none are taken where absent. */
  readonly profileFolder?: string | undefined
  /** A file with an editing trace; where absent, the bench that needs one makes its own. */
  readonly trace?: string | undefined
  /** Tells the operator how it goes. */
  readonly say: (line: string) => void
}

/** Runs both sides in turn, so that whatever else the machine does meets both: A B A B A B. */
export async function alternate<S extends string, R>(
  sides: readonly S[],
  rounds: number,
  measure: (side: S, round: number) => Promise<R>,
): Promise<Record<S, R[]>> {
  const results = Object.fromEntries(sides.map((side): [S, R[]] => [side, []])) as Record<S, R[]>
  for (let round = 0; round < rounds; round++)
    for (const side of sides) results[side].push(await measure(side, round))
  return results
}

export function mustBeFlawless(faults: readonly string[]): void {
  if (faults.length > 0) throw new Error(`the results are wrong:\n${faults.join('\n')}`)
}
