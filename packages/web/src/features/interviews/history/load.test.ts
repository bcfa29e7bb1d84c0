import type { Client } from '@stoa/client'
import { Fault, RoomId, UserId } from '@stoa/contract/http'
import { documentBegun, update } from '@stoa/contract/interviews'
import type { Entry } from '@stoa/contract/rooms'
import { expect, test } from 'vitest'
import * as Y from 'yjs'
import { documentAt, loadHistory } from './load.ts'

const session = RoomId.parse('00000000-0000-4000-8000-000000000001')
const ada = UserId.parse('00000000-0000-4000-8000-000000000002')
const generation = '00000000-0000-4000-8000-000000000003'

function entry(seq: number, type: string, about: number | null, body: unknown): Entry {
  return { seq, type, author: ada, about, at: seq, clientId: null, body }
}

/** A document that is begun at seq 1 and gets one letter of the word with each entry after. */
function typed(word: string): Entry[] {
  const doc = new Y.Doc()
  const entries = [
    entry(1, documentBegun.name, null, { kind: 'code', name: 'main', language: 'text', generation }),
  ]
  doc.on('update', (bytes: Uint8Array) => {
    const text = btoa(String.fromCharCode(...bytes))
    const body = { generation, update: text, origin: 'type' }
    entries.push(entry(entries.length + 1, update.name, 1, body))
  })
  for (const [index, letter] of [...word].entries()) doc.getText('text').insert(index, letter)
  return entries
}

/** Answers pages of `size` entries, and nothing else. */
function serving(entries: readonly Entry[], size: number): Client {
  const call = async (_: unknown, { query }: { query: { after: number } }) => ({
    head: entries.length,
    entries: entries.slice(query.after, query.after + size),
  })
  return { call } as unknown as Client
}

test('P8: a document is as it was after any of its updates', () => {
  const entries = typed('colonnade')
  expect(documentAt(entries, 1, 1)).toBe('')
  expect(documentAt(entries, 1, 6)).toBe('colon')
  expect(documentAt(entries, 1, 999)).toBe('colonnade')
  expect(documentAt(entries, 2, 999)).toBe('')
})

test('P2: updates of another generation and emptied ones are left out', () => {
  const entries = typed('ab')
  const [begun, first] = entries
  expect(begun).toBeDefined()
  const foreign = typed('zz')[1]
  const body = update.stored.parse(foreign?.body)
  entries.push(entry(4, update.name, 1, { ...body, generation: crypto.randomUUID() }))
  entries.push(entry(5, update.name, 1, null))
  expect(first?.about).toBe(1)
  expect(documentAt(entries, 1, 9)).toBe('ab')
})

test('history is read page by page, up to the wanted place, and tells how far it is', async () => {
  const entries = typed('colonnade')
  const shares: number[] = []
  const all = await loadHistory(serving(entries, 4), session, { onProgress: (share) => shares.push(share) })
  expect(all).toEqual(entries)
  expect(shares).toEqual([0.4, 0.8, 1])
  expect(await loadHistory(serving(entries, 4), session, { upTo: 6 })).toEqual(entries.slice(0, 6))
  expect(await loadHistory(serving([], 4), session)).toEqual([])
})

test('a fault of the server is passed on', async () => {
  const client = { call: () => Promise.reject(new Fault('NOT_FOUND')) } as unknown as Client
  await expect(loadHistory(client, session)).rejects.toMatchObject({ code: 'NOT_FOUND' })
})
