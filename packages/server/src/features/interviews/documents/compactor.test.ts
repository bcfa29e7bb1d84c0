import { setImmediate as nextTurn } from 'node:timers/promises'
import {
  documentBegun,
  documentRemoved,
  endSession,
  getDocument,
  type InterviewSession,
  update,
} from '@stoa/contract/interviews'
import fc from 'fast-check'
import { sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import * as Y from 'yjs'
import type { Db } from '../../../platform/database/database.ts'
import { silentLog } from '../../../platform/database/testing.ts'
import {
  edit,
  editor,
  type InterviewTest,
  type Person,
  testInterviews,
  textOf,
} from '../interviews.testing.ts'
import { createCompactor } from './compactor.ts'
import { createReplicas } from './replicas.ts'
import { type Place, readState } from './store.ts'

let test: InterviewTest
let ada: Person
let session: InterviewSession

beforeAll(async () => {
  test = await testInterviews()
  ada = await test.person('Ada')
  session = await ada.begin('Compacted')
})
afterAll(() => test.close())

interface Begun extends Place {
  readonly generation: string
}

/** A new document of the session. */
async function begin(by: Person = ada): Promise<Begun> {
  const document = await by.send(session.id, documentBegun, { kind: 'code', name: 'x.txt', language: 'text' })
  const stored = await readState(test.database.db, { room: session.id, document })
  if (stored === null) throw new Error('a document without a state')
  return { room: session.id, document, generation: stored.generation }
}

const write = (at: Begun, change: string, by: Person = ada) =>
  by.send(at.room, update, edit(at.generation, change), { about: at.document })
const upTo = async (at: Begun) => (await readState(test.database.db, at))?.upTo ?? null
const storedText = async (at: Begun) => {
  const state = (await readState(test.database.db, at))?.state ?? new Uint8Array()
  return editor(Buffer.from(state).toString('base64')).text.toString()
}
const timelineText = async (at: Begun) => textOf(await ada.entries(at.room), at.document)

/** The database, counting what is asked of it. */
function counted(): { readonly db: Db; count(): number } {
  let count = 0
  const db = test.database.db.withPlugin({
    transformQuery: ({ node }) => node,
    async transformResult({ result }) {
      count += 1
      return result
    },
  })
  return { db, count: () => count }
}

/** A compactor of its own, as another node's is; `told` after each statement. */
function compactor(options: { quiet?: number; patience?: number; every?: number; told?: () => void } = {}) {
  const { told, ...settings } = options
  const db = test.database.db.withPlugin({
    transformQuery: ({ node }) => node,
    async transformResult({ result }) {
      told?.()
      return result
    },
  })
  return createCompactor({ database: { db }, log: silentLog, clock: () => Date.now(), ...settings })
}

describe('the state of a document', () => {
  it('P2: is all its updates merged, whatever they are and wherever it is merged between them', async () => {
    // Three editors who get each other's changes late or early, and a state that is written now and then.
    const step = fc.record({
      who: fc.nat(2),
      kind: fc.constantFrom('insert', 'insert', 'insert', 'delete', 'hear', 'compact', 'read'),
      at: fc.double({ min: 0, max: 1, noNaN: true }),
      text: fc.string({ minLength: 1, maxLength: 6 }).filter((text) => !/[\r\0]/.test(text)),
    })
    const property = fc.asyncProperty(fc.array(step, { minLength: 1, maxLength: 60 }), async (steps) => {
      const at = await begin()
      const editors = [editor(), editor(), editor()]
      const sent: string[] = []
      for (const { who, kind, at: where, text } of steps) {
        const one = editors[who]
        if (one === undefined) continue
        const index = Math.floor(where * one.text.length)
        if (kind === 'compact') await test.interviews.compactAll()
        else if (kind === 'hear') for (const change of sent) one.apply(change)
        else if (kind === 'read')
          await ada.call(getDocument, { params: { session: at.room, document: at.document } })
        else {
          const change = one.change((ytext) => {
            if (kind === 'insert') ytext.insert(index, text)
            else ytext.delete(index, Math.min(3, ytext.length - index))
          })
          await write(at, change)
          sent.push(change)
        }
      }
      await test.interviews.compactAll()
      const all = editor()
      for (const change of sent) all.apply(change)
      const stored = await readState(test.database.db, at)
      const again = editor(Buffer.from(stored?.state ?? []).toString('base64'))
      expect(again.text.toString()).toBe(all.text.toString())
      expect(Y.encodeStateVector(again.doc)).toEqual(Y.encodeStateVector(all.doc))
    })
    await fc.assert(property, { numRuns: 15 })
  }, 120_000)

  it('P2: is read whole by a node that has none of it, also far behind', async () => {
    const at = await begin()
    const replica = editor()
    const changes: string[] = []
    for (let n = 0; n < 1200; n += 1)
      changes.push(replica.change((text) => text.insert(text.length, `${n} `)))
    await Promise.all(changes.map((change) => write(at, change)))
    const found = await compactor().read(at)
    expect(editor(Buffer.from(found?.state ?? []).toString('base64')).text.toString()).toBe(
      replica.text.toString(),
    )
    expect(await upTo(at)).toBe(at.document)
    await test.interviews.compactAll()
    expect(await storedText(at)).toBe(replica.text.toString())
  })

  it('P2: only ever moves forward, however many nodes write it', async () => {
    const at = await begin()
    const nodes = [compactor(), compactor(), compactor()]
    const replica = editor()
    for (let n = 0; n < 15; n += 1) {
      const before = await upTo(at)
      await write(
        at,
        replica.change((text) => text.insert(0, `${n} `)),
      )
      const node = nodes[n % nodes.length]
      await Promise.all(nodes.map((one) => (n % 3 === 0 ? one.compactAll() : one.read(at))))
      await node?.compactAll()
      expect((await upTo(at)) ?? 0).toBeGreaterThan(before ?? 0)
      expect(await storedText(at)).toBe(replica.text.toString())
    }
    expect(await timelineText(at)).toBe(replica.text.toString())
  })

  it('P2: goes on where a node began to type and died, on another one', async () => {
    const other = await test.node()
    const at = await begin()
    const replica = editor()
    await write(
      at,
      replica.change((text) => text.insert(0, 'first ')),
    )
    const there = other.known(ada.token, ada.user)
    await write(
      at,
      replica.change((text) => text.insert(6, 'second ')),
      there,
    )
    const seen = await there.call(getDocument, { params: { session: at.room, document: at.document } })
    expect(editor(seen.state).text.toString()).toBe('first second ')
    await other.interviews.compactAll()
    expect(await storedText(at)).toBe('first second ')
    await write(
      at,
      replica.change((text) => text.insert(0, 'zeroth ')),
    )
    await test.interviews.compactAll()
    expect(await storedText(at)).toBe('zeroth first second ')
  })

  it('T12: of a removed document stays away, also where a node has it in its memory', async () => {
    const at = await begin()
    const elsewhere = compactor()
    const replica = editor()
    await write(
      at,
      replica.change((text) => text.insert(0, 'gone soon')),
    )
    expect((await elsewhere.read(at))?.generation).toBe(at.generation)
    await write(
      at,
      replica.change((text) => text.insert(0, 'more ')),
    )
    elsewhere.touch([at])
    await ada.send(at.room, documentRemoved, {}, { about: at.document })
    await elsewhere.compactAll()
    expect(await readState(test.database.db, at)).toBeNull()
  })
})

describe('the compactor', () => {
  it('finds what was left behind when it starts, then follows what is written', async () => {
    const at = await begin()
    const replica = editor()
    await write(
      at,
      replica.change((text) => text.insert(0, 'before')),
    )
    let told = Promise.withResolvers<void>()
    const one = compactor({
      quiet: 0,
      told: () => {
        told.resolve()
        told = Promise.withResolvers<void>()
      },
    })
    const until = async (text: string) => {
      for (let next = told.promise; (await storedText(at)) !== text; next = told.promise) await next
    }
    const stop = one.start()
    await until('before')
    await write(
      at,
      replica.change((text) => text.insert(0, 'after ')),
    )
    one.touch([at])
    await until('after before')
    await stop()
  })

  it('waits for a pause, but not past so many updates, nor longer than it has patience', async () => {
    for (const [settings, touches] of [
      [{ quiet: 60_000, patience: 120_000, every: 3 }, 3],
      [{ quiet: 60_000, patience: 1 }, 1],
    ] as const) {
      const at = await begin()
      await write(
        at,
        editor().change((text) => text.insert(0, 'typed')),
      )
      const written = Promise.withResolvers<void>()
      const one = compactor({
        ...settings,
        told: () =>
          void storedText(at).then((text) => {
            if (text === 'typed') written.resolve()
          }),
      })
      for (let n = 0; n < touches; n += 1) one.touch([at])
      const stop = one.start()
      await written.promise
      await stop()
    }
  })

  it('stops at once while it waits', async () => {
    const one = compactor({ quiet: 60_000, patience: 120_000 })
    const stop = one.start()
    await nextTurn()
    one.touch([await begin()])
    await stop()
  })

  it('O5: goes on where the database went away for a while', async () => {
    const at = await begin()
    await write(
      at,
      editor().change((text) => text.insert(0, 'typed')),
    )
    let failures = 2
    const written = Promise.withResolvers<void>()
    const one = compactor({
      quiet: 0,
      told: () => {
        if (failures-- > 0) throw new Error('away')
        void storedText(at).then((text) => {
          if (text === 'typed') written.resolve()
        })
      },
    })
    const stop = one.start()
    one.touch([at])
    await written.promise
    await stop()
  })

  it('leaves the documents of interviews that have ended to who reads them', async () => {
    const own = await ada.begin('Ended', { language: 'python' })
    const entries = await ada.entries(own.id)
    const document = entries.find(({ type }) => type === documentBegun.name)?.seq ?? 0
    const { generation } = await ada.call(getDocument, { params: { session: own.id, document } })
    const at = { room: own.id, document, generation }
    await write(
      at,
      editor().change((text) => text.insert(0, 'last words')),
    )
    await ada.call(endSession, { params: { session: own.id } })
    await compactor().compactAll()
    expect(await upTo(at)).toBe(document)
    const { state } = await ada.call(getDocument, { params: { session: own.id, document } })
    expect(editor(state).text.toString()).toBe('last words')
  })
})

describe('what a node keeps of documents', () => {
  it('is what it was at lately, and no more than there is room for', async () => {
    const { db, count } = counted()
    const replicas = createReplicas({ db, log: silentLog, most: 2 })
    const read = (at: Place) => replicas.use(at, async ({ upTo: seq }) => seq)
    const [first, second, third] = [await begin(), await begin(), await begin()]
    await read(first)
    await read(second)
    const before = count()
    expect(await read(first)).toBe(first.document)
    expect(count()).toBe(before)
    await read(third)
    await read(second)
    expect(count()).toBe(before + 2)
    expect(await read({ ...first, document: 1 })).toBeNull()
    replicas.close()
  })

  it('is read anew after something failed half-way', async () => {
    const replicas = createReplicas({ db: test.database.db, log: silentLog })
    const at = await begin()
    const failed = replicas.use(at, async () => {
      throw new Error('half-way')
    })
    await expect(failed).rejects.toThrow('half-way')
    expect(await replicas.use(at, async ({ generation }) => generation)).toBe(at.generation)
    replicas.close()
  })

  it('is worked with by one at a time', async () => {
    const replicas = createReplicas({ db: test.database.db, log: silentLog })
    const at = await begin()
    const order: string[] = []
    const work = (name: string) =>
      replicas.use(at, async () => {
        order.push(`${name} begins`)
        await nextTurn()
        order.push(`${name} ends`)
      })
    await Promise.all([work('one'), work('two')])
    expect(order).toEqual(['one begins', 'one ends', 'two begins', 'two ends'])
    replicas.close()
  })
})

it('an update that was written in the timeline by hand and cannot be applied is told of and passed by', async () => {
  const at = await begin()
  await write(
    at,
    editor().change((text) => text.insert(0, 'before')),
  )
  await sql`
    UPDATE entries SET body = jsonb_set(body, '{update}', '"AQEB"')
    WHERE room_id = ${at.room} AND about = ${at.document}`.execute(test.database.db)
  await write(
    at,
    editor().change((text) => text.insert(0, 'after')),
  )
  const told: unknown[] = []
  const log = { ...silentLog, warn: (what: unknown) => void told.push(what) }
  const one = createCompactor({ database: test.database, log, clock: () => Date.now() })
  const found = await one.read(at)
  expect(editor(Buffer.from(found?.state ?? []).toString('base64')).text.toString()).toBe('after')
  expect(told).toMatchObject([{ room: at.room, document: at.document }])
})
