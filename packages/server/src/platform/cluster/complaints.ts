import type { Logger } from 'pino'
import type { Clock } from '../clock/clock.ts'

const quiet = 30_000

/** Warns of what fails again and again for one reason: once in 30 seconds, with how often it was left unsaid. */
export function createComplaints(log: Logger, clock: Clock): (what: string, error: unknown) => void {
  let next = 0
  let unsaid = 0
  return (what, error) => {
    const now = clock()
    if (now < next) {
      unsaid++
      return
    }
    log.warn({ err: error, unsaid }, what)
    next = now + quiet
    unsaid = 0
  }
}
