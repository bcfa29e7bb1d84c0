import { Fault } from '@stoa/contract/http'
import type { Clock } from '../../../platform/clock/clock.ts'
import type { Database } from '../../../platform/database/database.ts'
import type { Command, Done, Key, Ordered } from './commands.ts'
import { commitCommands, type Outcome } from './commit.ts'
import { commitTransfers } from './guess.ts'
import type { NewId } from './ids.ts'
import type { People } from './people.ts'

export interface SubmitterOptions {
  readonly database: Database
  readonly clock: Clock
  readonly newId: NewId
  readonly people: People
  /** Commands of one commit [1,000]. */
  readonly batch?: number
  /** Commands waiting before further ones are refused with UNAVAILABLE [20,000] (O4). */
  readonly capacity?: number
}

export interface Submitter {
  /** Resolves once the command is durable, with its first answer; rejects with the Fault it is refused with (W6). */
  submit(command: Command, key: Key): Promise<Done>
  /** Resolves when nothing is waiting any more. */
  drain(): Promise<void>
}

/** SQL states: unique_violation, check_violation, deadlock_detected, serialization_failure. */
const codes: ReadonlySet<unknown> = new Set(['23505', '23514', '40P01', '40001'])

interface Waiting {
  readonly ordered: Ordered
  readonly resolve: (done: Done) => void
  readonly reject: (error: unknown) => void
}

/**
 * Group commit: while one transaction runs, commands gather for the next. One queue a node, since almost all of them touch the same
 * few accounts of the house and would wait for each other in the database.
 */
export function createSubmitter(options: SubmitterOptions): Submitter {
  const { database, clock, newId, people, batch = 1_000, capacity = 20_000 } = options
  const queue: Waiting[] = []
  let running: Promise<void> | null = null

  async function run(): Promise<void> {
    while (queue.length > 0) await commit(queue.splice(0, batch))
    // In the same turn as the last look at the queue: what comes next begins a new run.
    running = null
  }

  async function commit(taken: readonly Waiting[]): Promise<void> {
    try {
      const outcomes = await write(taken.map(({ ordered }) => ordered))
      taken.forEach((one, index) => {
        answer(one, outcomes[index])
      })
    } catch (error) {
      // What made the whole commit fail may be one command: each is tried by itself, unless the database is away.
      if (taken.length === 1 || isAway(error)) for (const one of taken) one.reject(error)
      else for (const one of taken) await commit([one])
    }
  }

  async function write(ordered: readonly Ordered[]): Promise<readonly Outcome[]> {
    const guessed = await commitTransfers(database.db, ordered, { now: clock(), newId, people }).catch(
      undecided,
    )
    if (guessed !== null) return guessed
    // Another node may use one of the keys at the same moment: then it is there at the second look.
    return (await decide(ordered).catch(undecided)) ?? decide(ordered)
  }

  async function decide(ordered: readonly Ordered[]): Promise<readonly Outcome[]> {
    const committed = await database.transaction((tx) =>
      commitCommands(tx, ordered, { now: clock(), newId, people }),
    )
    people.learn(committed.people)
    return committed.outcomes
  }

  return {
    submit(command, key) {
      if (queue.length >= capacity)
        return Promise.reject(
          new Fault('UNAVAILABLE', 'Too much is waiting to be booked.', { details: { retryAfter: 1000 } }),
        )
      return new Promise((resolve, reject) => {
        queue.push({ ordered: { command, key }, resolve, reject })
        // Begun at the end of this turn of the event loop, so that what arrived in the same read shares the commit.
        running ??= new Promise<void>((begin) => setImmediate(begin)).then(run)
      })
    },
    async drain() {
      while (running !== null) await running
    },
  }
}

function answer({ resolve, reject }: Waiting, outcome: Outcome | undefined): void {
  if (outcome === undefined) reject(new Error('a command got no outcome'))
  else if (outcome.status === 'refused') reject(outcome.fault)
  else resolve(outcome.done)
}

/** A key that is taken, a balance beyond its range, a lost race: null, for whoever can say more. Anything else is thrown again. */
function undecided(error: unknown): null {
  if (codes.has(error instanceof Error && 'code' in error ? error.code : undefined)) return null
  throw error
}

function isAway(error: unknown): boolean {
  return error instanceof Fault && error.code === 'UNAVAILABLE'
}
