import type { Client } from '@stoa/client'
import { PartMissing } from './lazyPart.ts'

/** The client, loaded once, when it is first asked for: the landing page does without it. */
export interface ClientLoader {
  /** With its session restored. */
  restored(): Promise<Client>
  /** As soon as it is there; its session may be `restoring`. */
  loaded(): Promise<Client>
}

export function createClientLoader(): ClientLoader {
  let started: Promise<{ readonly client: Client; readonly restored: Promise<void> }> | undefined
  const start = () => {
    started ??= load()
    // Where it could not be loaded, who asks again has it loaded again.
    started.catch(() => {
      started = undefined
    })
    return started
  }
  return {
    async restored() {
      const { client, restored } = await start()
      await restored
      return client
    },
    loaded: async () => (await start()).client,
  }
}

async function load() {
  const { createClient } = await import('@stoa/client').catch((cause: unknown) => {
    throw new PartMissing(cause)
  })
  const client = createClient({ url: location.origin, tokens: 'cookie' })
  const restored = client.start()
  // Whoever waits for it hears of a failure.
  restored.catch(() => {})
  return { client, restored }
}
