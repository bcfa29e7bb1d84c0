import type { Time } from '../time/time.ts'

/** Time that passes when a test says so. */
export interface TestTime extends Time {
  /** Lets it pass, running what falls due; what that sets off in promises is settled in between. */
  pass(milliseconds: number): Promise<void>
  /** How many things are waited for. */
  readonly waiting: number
}

export function testTime(start = 1_700_000_000_000): TestTime {
  let now = start
  let due: { at: number; run: () => void }[] = []

  return {
    now: () => now,
    random: () => 0.5,
    after(milliseconds, run) {
      const one = { at: now + milliseconds, run }
      due.push(one)
      return () => {
        due = due.filter((other) => other !== one)
      }
    },
    async pass(milliseconds) {
      const until = now + milliseconds
      for (;;) {
        await settled()
        const [next] = due.filter(({ at }) => at <= until).sort((a, b) => a.at - b.at)
        if (next === undefined) break
        due = due.filter((other) => other !== next)
        now = Math.max(now, next.at)
        next.run()
      }
      now = until
      await settled()
    },
    get waiting() {
      return due.length
    },
  }
}

/** Resolves once promises that need nothing from outside have had their turn. */
export function settled(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve))
}
