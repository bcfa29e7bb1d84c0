import { existsSync } from 'node:fs'
import { about, health } from '@stoa/contract/operation'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { startNode, type TestNode } from './node.ts'

describe('a node', () => {
  let node: TestNode
  beforeAll(async () => {
    node = await startNode({ settings: { serverName: 'Agora' } })
  })
  afterAll(() => node.stop())

  test('answers over HTTP', async () => {
    expect(await (await fetch(node.url + health.path)).json()).toMatchObject({ status: 'ok' })
    expect(await (await fetch(node.url + about.path)).json()).toMatchObject({ name: 'Agora', mailbox: true })
  })

  test('lets people in with the code of its mailbox', async () => {
    const ada = await node.signIn('ada@example.com')
    const bob = await node.signIn('bob@example.com')
    expect(ada.user.email).toBe('ada@example.com')
    expect(bob.user.id).not.toBe(ada.user.id)
    expect(ada.refreshToken).toBeTypeOf('string')
    expect((await node.letters()).map(({ to }) => to)).toEqual(['bob@example.com', 'ada@example.com'])
  })
})

test('a node that stopped is gone, with the folder that was made for it', async () => {
  const node = await startNode()
  await node.stop()
  await expect(fetch(node.url)).rejects.toThrow()
  expect(existsSync(node.data)).toBe(false)
})
