import { Admin, type BaseOptions, ProtocolError } from '@platformatic/kafka'

/** Where emotes go, and what they come to. */
export interface Topics {
  readonly raw: string
  readonly aggregated: string
}

export const usualTopics: Topics = { raw: 'raw-emote-data', aggregated: 'aggregated-emote-data' }

/** Parts of each topic: so many nodes at most share the analysis. */
const partitions = 16

/** Makes the topics where they are not there yet, replicated as the brokers usually do. */
export async function makeTopics(base: BaseOptions, topics: Topics): Promise<void> {
  const admin = new Admin(base)
  try {
    const there = new Set(await admin.listTopics())
    for (const topic of [topics.raw, topics.aggregated])
      if (!there.has(topic))
        await admin.createTopics({ topics: [topic], partitions, replicas: -1 }).catch(unlessThere)
  } finally {
    await admin.close()
  }
}

/** Another node may have been faster. */
function unlessThere(error: unknown): void {
  if (!isThere(error)) throw error
}

function isThere(error: unknown): boolean {
  if (error instanceof ProtocolError) return error['apiId'] === 'TOPIC_ALREADY_EXISTS'
  return error instanceof AggregateError && error.errors.length > 0 && error.errors.every(isThere)
}
