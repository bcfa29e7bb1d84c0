import { type Client, createClient, memoryStorage } from '@stoa/client'
import { openInterview } from '@stoa/client/interviews'
import {
  changeSession,
  documentBegun,
  documentRemoved,
  joinSession,
  languageChanged,
  note,
  update,
} from '@stoa/contract/interviews'
import { listEntries } from '@stoa/contract/rooms'
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest'
import { startNode, type TestNode } from './node.ts'
import { allHave, beginInterview, changes, comeIn, sitDown, textOf } from './pads.testing.ts'
import { join, online, type Person, until } from './talk.testing.ts'
import { layWire, type Wire } from './wire.testing.ts'

let node: TestNode
let wire: Wire
let ada: Person
let bob: Person
let started: Client[]
let count = 0

beforeAll(async () => {
  node = await startNode({ settings: { headsSeconds: '1' } })
})
afterAll(() => node.stop())

beforeEach(async () => {
  count += 1
  started = []
  wire = await layWire(node.url)
  ada = await join(node, `ada${count}@example.com`, { url: wire.url })
  bob = await join(node, `bob${count}@example.com`)
  started.push(ada.client, bob.client)
})
afterEach(async () => {
  await Promise.all(started.map((client) => client.stop()))
  await wire.close()
})

test('P1: two people type into the same text at once, and both come to have the same', async () => {
  const session = await beginInterview(ada, [[bob, 'candidate']])
  const [hers, his] = [await sitDown(ada.client, session.id), await sitDown(bob.client, session.id)]
  for (let n = 0; n < 20; n += 1) {
    hers.document.text.insert(hers.document.text.length, `a${n} `)
    his.document.text.insert(0, `b${n} `)
  }
  for (const desk of [hers, his]) await changes(desk, () => textOf(desk).length === 140)
  expect(textOf(his)).toBe(textOf(hers))
  expect(textOf(hers)).toContain('b1 b0 ')
  expect(textOf(hers)).toContain('a0 a1 ')
  await allHave([hers, his], textOf(hers))
})

test('P1: what is written offline is there at once, outlives a reload, and is merged once on return', async () => {
  const session = await beginInterview(ada, [[bob, 'candidate']])
  const storage = memoryStorage()
  const line = await layWire(node.url)
  const cyd = await join(node, `cyd${count}@example.com`, { url: line.url, storage })
  started.push(cyd.client)
  await comeIn(cyd.client, session, 'candidate')
  const [his, theirs] = [await sitDown(bob.client, session.id), await sitDown(cyd.client, session.id)]
  his.document.text.insert(0, 'first line\n')
  await allHave([his, theirs], 'first line\n')
  line.cut()
  await until(cyd.client.connection, ({ status }) => status === 'waiting')
  theirs.document.text.insert(11, 'from the train\n')
  theirs.document.text.delete(0, 6)
  theirs.document.text.insert(0, '!')
  his.document.text.insert(11, 'from the office\n')
  expect(textOf(theirs)).toBe('!line\nfrom the train\n')
  expect(theirs.document.status.get()).toMatchObject({ status: 'ready', saved: false })
  await cyd.client.stop()

  const again = createClient({ url: line.url, tokens: 'body', storage })
  started.push(again)
  await again.start()
  const back = await sitDown(again, session.id)
  expect(textOf(back)).toBe('!line\nfrom the train\n')
  expect(back.document.status.get().saved).toBe(false)
  line.mend()
  await until(back.document.status, ({ saved }) => saved)
  await changes(his, () => textOf(his).includes('!'))
  await changes(back, () => textOf(back).includes('office'))
  const merged = textOf(his)
  expect(merged.split('\n').toSorted()).toEqual(['', '!line', 'from the office', 'from the train'])
  await allHave([his, back], merged)
  const { entries } = await bob.client.call(listEntries, {
    params: { room: session.id },
    query: { types: update.name },
  })
  expect(entries.filter(({ author }) => author === cyd.id).length).toBeLessThanOrEqual(3)
  await line.close()
})

test('T4, P2: an edit whose acknowledgement is lost is in the text once', async () => {
  const session = await beginInterview(ada, [[bob, 'candidate']])
  const [hers, his] = [await sitDown(ada.client, session.id), await sitDown(bob.client, session.id)]
  wire.deafen()
  hers.document.text.insert(0, 'did this arrive?')
  await changes(his, () => textOf(his) === 'did this arrive?')
  expect(hers.document.status.get().saved).toBe(false)
  wire.mend()
  await allHave([hers, his], 'did this arrive?')
  hers.document.text.insert(16, ' it did')
  await allHave([hers, his], 'did this arrive? it did')
})

test('a paste too large for one entry arrives in pieces and whole, surrogate pairs and all', async () => {
  const session = await beginInterview(ada, [[bob, 'candidate']])
  const [hers, his] = [await sitDown(ada.client, session.id), await sitDown(bob.client, session.id)]
  const pasted = Array.from({ length: 60_000 }, (_, n) => (n % 3 === 0 ? `😀${n}` : `línea ${n}\n`)).join('')
  hers.document.cameFrom('paste')
  hers.document.text.insert(0, pasted)
  await allHave([hers, his], pasted)
  const { entries } = await bob.client.call(listEntries, {
    params: { room: session.id },
    query: { types: update.name },
  })
  expect(entries.length).toBeGreaterThan(3)
  expect(entries.every(({ body }) => update.stored.parse(body).origin === 'paste')).toBe(true)
})

test('P3: others see who is where, and that they have left', async () => {
  const session = await beginInterview(ada, [[bob, 'candidate']])
  const [hers, his] = [await sitDown(ada.client, session.id), await sitDown(bob.client, session.id)]
  his.document.text.insert(0, 'one two three')
  await allHave([hers, his], 'one two three')
  his.document.select([4, 7])
  await until(hers.document.cursors, (cursors) => cursors.length === 1)
  expect(hers.document.cursors.get()).toEqual([{ user: bob.id, anchor: 4, head: 7 }])
  hers.document.text.insert(0, 'zero ')
  expect(hers.document.cursors.get()).toEqual([{ user: bob.id, anchor: 9, head: 12 }])
  expect(hers.interview.get().places.get(bob.id)).toEqual({ document: his.document.seq })

  // Whoever comes later is told at once.
  const cyd = await join(node, `cyd${count}@example.com`)
  started.push(cyd.client)
  await comeIn(cyd.client, session, 'observer')
  const theirs = await sitDown(cyd.client, session.id)
  await until(theirs.document.cursors, (cursors) => cursors.some(({ user }) => user === bob.id))
  his.interview.close()
  await until(hers.interview, ({ places }) => places.get(bob.id)?.document == null)
  await bob.client.stop()
  await until(hers.interview, ({ present, places }) => !present.includes(bob.id) && !places.has(bob.id))
})

test('what happens to an interview is seen by everybody in it; notes only by interviewers (P9)', async () => {
  const session = await beginInterview(ada, [[bob, 'candidate']])
  const [hers, his] = [await sitDown(ada.client, session.id), await sitDown(bob.client, session.id)]
  await his.interview.send(languageChanged, { language: 'python' }, his.document.seq)
  await until(hers.interview, ({ content }) => content.documents[0]?.language === 'python')
  const { seq } = await hers.interview.send(documentBegun, {
    kind: 'drawing',
    name: 'Sketch',
    language: 'text',
  })
  await until(his.interview, ({ content }) => content.documents.length === 2)
  const [drawn, seen] = [hers.interview.document(seq), his.interview.document(seq)]
  for (const { status } of [drawn, seen]) await until(status, ({ status }) => status === 'ready')
  drawn.elements.set('box', { x: 1, y: 2 })
  await changes({ ...his, document: seen }, () => seen.elements.has('box'))
  expect(seen.elements.toJSON()).toEqual({ box: { x: 1, y: 2 } })
  await hers.interview.sendStaff(note, { text: 'quick thinker', seq })
  await until(hers.interview, ({ staff }) => staff?.notes.length === 1)
  expect(his.interview.get().staff).toBeNull()
  await expect(his.interview.sendStaff(note, { text: 'mine', seq })).rejects.toMatchObject({
    code: 'NOT_FOUND',
  })
  await hers.interview.send(documentRemoved, {}, seq)
  expect((await until(seen.status, ({ status }) => status === 'error')).fault?.code).toBe('GONE')
})

test('what interviewers wrote is never taken for nothing while it is being read', async () => {
  const session = await beginInterview(ada, [])
  const { interview } = await sitDown(ada.client, session.id)
  await until(interview, ({ staff }) => staff !== null)
  await interview.sendStaff(note, { text: 'asks good questions', seq: 1 })
  interview.close()

  const again = openInterview(ada.client, session.id)
  const shown = new Set<number>()
  const look = () => {
    const { staff } = again.get()
    if (staff !== null) shown.add(staff.notes.length)
  }
  again.subscribe(look)
  await until(again, ({ staff }) => staff !== null && staff.notes.length > 0)
  expect([...shown]).toEqual([1])
  again.close()
})

test('what is written while the interviewer locks the session waits, visibly, until it is unlocked', async () => {
  const session = await beginInterview(ada, [[bob, 'candidate']])
  const [hers, his] = [await sitDown(ada.client, session.id), await sitDown(bob.client, session.id)]
  const lock = (locked: boolean) =>
    ada.client.call(changeSession, { params: { session: session.id }, body: { locked } })
  await lock(true)
  await until(his.interview, (one) => one.session?.locked === true)
  his.document.text.insert(0, 'too late')
  const refused = await until(his.document.status, ({ fault }) => fault !== undefined)
  expect(refused).toMatchObject({ status: 'ready', saved: false, fault: { code: 'NOT_ALLOWED' } })
  hers.document.text.insert(0, 'hers: ')
  await changes(his, () => textOf(his).includes('hers: '))
  await lock(false)
  await changes(hers, () => textOf(hers).includes('too late'))
  await allHave([hers, his], textOf(hers))
  expect(his.document.status.get().fault).toBeUndefined()
})

test('a guest comes in by the link with a name and types along', async () => {
  const session = await beginInterview(ada, [])
  const hers = await sitDown(ada.client, session.id)
  const guest = createClient({ url: node.url, tokens: 'body' })
  started.push(guest)
  await guest.start()
  const code = new URL(session.links?.candidate ?? '', 'http://any').hash.slice(1)
  const joined = await guest.call(joinSession, {
    params: { session: session.id },
    body: { code, name: 'Grace', tokens: 'body' },
  })
  if (joined.signedIn === null) throw new Error('a guest is given tokens')
  await guest.enter(joined.signedIn)
  await online(guest)
  const theirs = await sitDown(guest, session.id)
  theirs.document.text.insert(0, 'hello from Grace')
  await allHave([hers, theirs], 'hello from Grace')
  await until(hers.interview, (one) => one.session?.participants.length === 2)
})

test('an interview that is none, or none of ours, is not found', async () => {
  const session = await beginInterview(ada, [])
  const his = openInterview(bob.client, session.id)
  expect((await until(his, ({ status }) => status === 'error')).fault?.code).toBe('NOT_FOUND')
})
