export interface Timers {
  /** Starts one of so many milliseconds; gives its id. */
  add(delay: number, repeats: boolean): number
  remove(id: number): void
  /** The next one's id once its time has come; undefined when there is none left. */
  next(): Promise<number | undefined>
}

interface Timer {
  readonly delay: number
  readonly repeats: boolean
  due: number
}

/** A program's timers, which come one after another and each in its time. */
export function createTimers(
  clock: () => number = () => performance.now(),
  sleep: (milliseconds: number) => Promise<void> = wait,
): Timers {
  const timers = new Map<number, Timer>()
  let last = 0
  return {
    add(delay, repeats) {
      last += 1
      timers.set(last, { delay, repeats, due: clock() + delay })
      return last
    },
    remove: (id) => void timers.delete(id),
    async next() {
      const first = [...timers].reduce<[number, Timer] | undefined>(
        (soonest, one) => (soonest === undefined || one[1].due < soonest[1].due ? one : soonest),
        undefined,
      )
      if (first === undefined) return undefined
      const [id, timer] = first
      const left = timer.due - clock()
      if (left > 0) await sleep(left)
      if (timer.repeats) timer.due = Math.max(timer.due + timer.delay, clock())
      else timers.delete(id)
      return id
    },
  }
}

function wait(milliseconds: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, milliseconds))
}
