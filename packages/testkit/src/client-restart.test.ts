import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join as pathOf } from 'node:path'
import { expect, test } from 'vitest'
import { startNode } from './node.ts'
import { join, messagesOf, openDirect, shows, textsOf, until } from './talk.testing.ts'
import { layWire } from './wire.testing.ts'

test('T2, O2: people go on talking through a restart of the server, and nothing is lost, doubled or moved', async () => {
  const data = await mkdtemp(pathOf(tmpdir(), 'stoa-restart-'))
  let node = await startNode({ data })
  const wire = await layWire(node.url)
  const ada = await join(node, 'ada@example.com', { url: wire.url })
  const bob = await join(node, 'bob@example.com', { url: wire.url })
  const room = await openDirect(ada, bob)
  const [hers, his] = [ada.client.open(room), bob.client.open(room)]
  const texts = Array.from({ length: 40 }, (_, n) => `word ${n}`)
  for (const text of texts) hers.send({ text })
  await until(his, () => textsOf(his).length >= 5)
  await node.stop()
  await until(ada.client.connection, ({ status }) => status !== 'online')
  expect(messagesOf(hers)).toHaveLength(40)
  node = await startNode({ data })
  wire.lead(node.url)
  await shows(hers, texts)
  await shows(his, texts)
  expect(ada.client.outbox.get()).toEqual({ waiting: 0, failed: 0 })
  await Promise.all([ada.client.stop(), bob.client.stop()])
  await node.stop()
  await wire.close()
  await rm(data, { recursive: true })
})
