import type { Client } from '@stoa/client'

/**
 * Loads the SDK and restores the session, once, when first asked: the landing page does without it.
 * In `--mode preview` it is the in-memory stand-in; a production build does not contain that branch.
 */
export function createClientLoader(): () => Promise<Client> {
  let started: Promise<Client> | undefined
  return () => {
    started ??= start()
    return started
  }
}

async function start(): Promise<Client> {
  const client = await create()
  await client.start()
  return client
}

async function create(): Promise<Client> {
  if (import.meta.env.MODE === 'preview') {
    const { createFakeClient } = await import('../testing/fakeClient.ts')
    return createFakeClient()
  }
  const { createClient } = await import('@stoa/client')
  return createClient({ url: location.origin, tokens: 'cookie' })
}
