import type { PgBoss, QueueOptions, QueueResult } from 'pg-boss'
import type { Job } from './jobs.ts'
import { wrap } from './wrapped.ts'

/** Where jobs go whose every try failed. */
const DEAD_LETTERS = 'dead-letters'

const RETRIES = 5
/** A node that has not been heard from for so many seconds is dead, and its jobs run again elsewhere. */
const HEARTBEAT = 60
/** How long a done job stays, in seconds: letters are in there, with the codes people sign in by. */
const KEEP_DONE = 300

type Wanted = QueueOptions & { readonly deadLetter?: string }

/** Makes a queue for each job, or brings it up to date. */
export async function prepareQueues(boss: PgBoss, jobs: readonly Job[]): Promise<void> {
  const existing = new Map((await boss.getQueues()).map((queue) => [queue.name, queue]))
  await prepare(boss, existing, DEAD_LETTERS, {})
  for (const job of jobs) {
    await prepare(boss, existing, job.name, {
      retryLimit: job.retries ?? RETRIES,
      retryDelay: 1,
      retryBackoff: true,
      heartbeatSeconds: HEARTBEAT,
      deleteAfterSeconds: KEEP_DONE,
      deadLetter: DEAD_LETTERS,
    })
  }
}

/** Makes the schedules those of the jobs, and no others. */
export async function prepareSchedules(boss: PgBoss, jobs: readonly Job[]): Promise<void> {
  const wanted = new Map(jobs.flatMap(({ name, cron }) => (cron === undefined ? [] : [[name, cron]])))
  for (const { name, cron } of await boss.getSchedules()) {
    if (!wanted.has(name)) await boss.unschedule(name)
    else if (wanted.get(name) === cron) wanted.delete(name)
  }
  for (const [name, cron] of wanted) await boss.schedule(name, cron, wrap({}), { tz: 'UTC' })
}

async function prepare(
  boss: PgBoss,
  existing: ReadonlyMap<string, QueueResult>,
  name: string,
  wanted: Wanted,
): Promise<void> {
  const found = existing.get(name)
  if (found === undefined) await boss.createQueue(name, wanted)
  else if (differs(found, wanted)) await boss.updateQueue(name, wanted)
  else return
  // pg-boss forgets what it knew of the queue and would ask again from within the next enqueue, whose transaction may
  // hold the only connection there is. Any question makes it ask now.
  await boss.findJobs(name, { id: '00000000-0000-0000-0000-000000000000' })
}

function differs(found: QueueResult, wanted: Wanted): boolean {
  return Object.entries(wanted).some(([key, value]) => Reflect.get(found, key) !== value)
}
