import type { Instant, UserId } from '@stoa/contract/http'
import { createStream } from './create.ts'
import type { Needs } from './needs.ts'
import { lockOpenOf, saveStream } from './store.ts'

const show = {
  title: 'The morning show, at a decent hour',
  description:
    'An hour of radio with a face: bring a question, and I will bring coffee. Emotes are read out loud, so mind your manners.',
  metadata: { topic: 'radio', language: 'en' },
  record: true,
} as const

const day = 24 * 3_600_000
/** Hours after midnight, UTC. */
const hour = 18

/** Gives the first of the demo's people a show to look forward to: this evening or the next. */
export async function seedDemo(
  needs: Pick<Needs, 'database' | 'rooms' | 'clock'>,
  people: readonly UserId[],
): Promise<void> {
  const [by] = people
  if (by === undefined) return
  const scheduledFor = nextEvening(needs.clock())
  const planned = await needs.database.transaction(async (tx) => {
    const open = await lockOpenOf(tx, by)
    for (const stream of open)
      if (
        stream.status === 'scheduled' &&
        stream.scheduledFor !== null &&
        stream.scheduledFor < needs.clock()
      )
        await saveStream(tx, { ...stream, scheduledFor })
    return open.length > 0
  })
  if (!planned) await createStream(needs, { ...show, by, scheduledFor })
}

function nextEvening(now: Instant): Instant {
  const today = Math.floor(now / day) * day + hour * 3_600_000
  return today > now ? today : today + day
}
