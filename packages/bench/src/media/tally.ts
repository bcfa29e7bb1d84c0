/** What came of one viewer's picture or sound, by the publisher's own count. */
export interface Tally {
  note(number: number): void
  /** What came since this was asked last, and what should have between the first and the last of it. */
  take(): { readonly packets: number; readonly expected: number; readonly twice: number }
}

const window = 4096

export function createTally(): Tally {
  const seen = new Float64Array(window).fill(-1)
  let [packets, twice] = [0, 0]
  let [first, highest] = [-1, -1]
  return {
    note(number) {
      if (seen[number % window] === number) {
        twice += 1
        return
      }
      seen[number % window] = number
      packets += 1
      if (first < 0) first = number
      if (number > highest) highest = number
    },
    take() {
      const taken = { packets, expected: first < 0 ? 0 : highest - first + 1, twice }
      ;[packets, twice] = [0, 0]
      first = highest < 0 ? -1 : highest + 1
      return taken
    },
  }
}
