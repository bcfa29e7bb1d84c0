import type { Client } from '@stoa/client'

/**
 * Loads the SDK and restores the session, once, when first asked: the landing page does without it.
 */
export function createClientLoader(): () => Promise<Client> {
  let started: Promise<Client> | undefined
  return () => {
    started ??= start()
    return started
  }
}

async function start(): Promise<Client> {
  const { createClient } = await import('@stoa/client')
  const client = createClient({ url: location.origin, tokens: 'cookie' })
  await client.start()
  return client
}
