import { randomUUID } from 'node:crypto'
import type { RoomId } from '@stoa/contract/http'
import {
  documentBegun,
  documentRemoved,
  documentRenamed,
  emptySession,
  endSession,
  foldSession,
  getDocument,
  type InterviewSession,
  languageChanged,
  note,
  noteEdited,
  noteRemoved,
  removeParticipant,
  run,
  scorecard,
  testCases,
  trail,
  update,
  updateLimit,
  version,
} from '@stoa/contract/interviews'
import { sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import * as Y from 'yjs'
import {
  edit,
  editor,
  fault,
  type InterviewTest,
  type Person,
  testInterviews,
  textOf,
} from '../interviews.testing.ts'

let test: InterviewTest
let ada: Person
let bob: Person

beforeAll(async () => {
  test = await testInterviews()
  ada = await test.person('Ada')
  bob = await test.person('Bob')
})
afterAll(() => test.close())

interface Opened {
  readonly session: InterviewSession
  readonly id: RoomId
  readonly document: number
  readonly generation: string
}

async function open(title: string): Promise<Opened> {
  const session = await ada.begin(title)
  await bob.join(session, 'candidate')
  const { documents } = (await ada.entries(session.id)).reduce(foldSession, emptySession)
  const [first] = documents
  if (first === undefined) throw new Error('no document')
  return { session, id: session.id, document: first.seq, generation: first.generation }
}

const state = (person: Person, { id, document }: Pick<Opened, 'id' | 'document'>) =>
  person.call(getDocument, { params: { session: id, document } })
const type = (person: Person, { id, document, generation }: Opened, change: string, clientId?: string) =>
  person.send(id, update, edit(generation, change), {
    about: document,
    ...(clientId === undefined ? {} : { clientId }),
  })
const textIn = async (person: Person, at: Opened) => editor((await state(person, at)).state).text.toString()

describe('writing in a document', () => {
  it('P1: what two write at once, each without the other’s, comes to the same for everybody', async () => {
    const at = await open('At once')
    const [here, there] = [editor(), editor()]
    const base = here.change((text) => text.insert(0, 'middle'))
    await type(ada, at, base)
    there.apply(base)
    const [left, right] = [
      here.change((text) => text.insert(0, 'left ')),
      there.change((text) => text.insert(6, ' right')),
    ]
    await Promise.all([type(ada, at, left), type(bob, at, right)])
    here.apply(right)
    there.apply(left)
    const texts = [here, there].map(({ text }) => text.toString())
    expect([...texts, await textIn(bob, at), textOf(await bob.entries(at.id), at.document)]).toEqual(
      Array(4).fill('left middle right'),
    )
  })

  it('P2: a retried update is one, and what was acknowledged is there whether or not it was merged', async () => {
    const at = await open('Retried')
    const change = editor().change((text) => text.insert(0, 'once'))
    const clientId = randomUUID()
    const seqs = [await type(bob, at, change, clientId), await type(bob, at, change, clientId)]
    expect(new Set(seqs).size).toBe(1)
    expect(await textIn(ada, at)).toBe('once')
    await test.interviews.compactAll()
    expect(await textIn(ada, at)).toBe('once')
  })

  it('P2: refuses an update of another generation (409)', async () => {
    const at = await open('Generations')
    const other = { ...at, generation: randomUUID() }
    const change = editor().change((text) => text.insert(0, 'x'))
    await expect(type(bob, other, change)).rejects.toMatchObject(fault('CONFLICT'))
    expect(await textIn(bob, at)).toBe('')
  })

  it('refuses what is no update without hurting the document, and one that is too large with its limit', async () => {
    const at = await open('Malformed')
    const replica = editor()
    await type(
      bob,
      at,
      replica.change((text) => text.insert(0, 'whole')),
    )
    const good = replica.change((text) => text.insert(5, '!'))
    const malformed = ['', 'AAAA', 'not base64!', good.slice(0, -4), `${good.replaceAll('=', '')}AAAA`]
    for (const change of malformed)
      await expect(type(bob, at, change), change).rejects.toMatchObject(fault('BAD_REQUEST'))
    const doc = new Y.Doc()
    doc.getText('text').insert(0, 'x'.repeat(updateLimit))
    const large = Buffer.from(Y.encodeStateAsUpdate(doc)).toString('base64')
    await expect(type(bob, at, large)).rejects.toMatchObject({
      ...fault('TOO_LARGE'),
      details: { limit: updateLimit },
    })
    await type(bob, at, good)
    expect(await textIn(ada, at)).toBe('whole!')
  })

  it('takes the largest update there may be', async () => {
    const at = await open('Large')
    const doc = new Y.Doc()
    doc.getText('text').insert(0, 'x'.repeat(updateLimit - 40))
    await type(bob, at, Buffer.from(Y.encodeStateAsUpdate(doc)).toString('base64'))
    expect((await textIn(ada, at)).length).toBe(updateLimit - 40)
  })

  it('refuses bodies that are none of its schema', async () => {
    const at = await open('Bodies')
    const change = editor().change((text) => text.insert(0, 'x'))
    const bodies = [
      {},
      null,
      { ...edit(at.generation, change), origin: 'magic' },
      { ...edit('x', change) },
      { ...edit(at.generation, change), selection: [-1, 0] },
      { ...edit(at.generation, change), more: 1 },
    ]
    for (const body of bodies)
      await expect(bob.send(at.id, update, body, { about: at.document })).rejects.toMatchObject(
        fault('BAD_REQUEST'),
      )
  })
})

describe('what is about a document', () => {
  const ran = { language: 'python', outcome: 'finished', output: '1\n', milliseconds: 5, tests: [] }
  const about: [string, { readonly name: string }, unknown][] = [
    ['a rename', documentRenamed, { name: 'other.py' }],
    ['a language', languageChanged, { language: 'go' }],
    ['a run', run, ran],
    ['a trail', trail, { moves: [[0, 1, 1]] }],
    ['a removal', documentRemoved, {}],
  ]

  it.each(about)('%s must name a document that is there', async (_, kind, body) => {
    const at = await open('About')
    const named = await ada.send(at.id, version, { name: 'not a document' })
    await expect(ada.send(at.id, kind, body, { about: named })).rejects.toMatchObject(fault('BAD_REQUEST'))
    await expect(ada.send(at.id, kind, body, { about: 999 })).rejects.toMatchObject(fault('NOT_FOUND'))
    await expect(ada.send(at.id, kind, body)).rejects.toMatchObject(fault('NOT_FOUND'))
    await ada.send(at.id, kind, body, { about: at.document })
  })

  it('P4: a language is switched for everybody', async () => {
    const at = await open('Switched')
    await bob.send(at.id, languageChanged, { language: 'rust' }, { about: at.document })
    const { documents } = (await ada.entries(at.id)).reduce(foldSession, emptySession)
    expect(documents[0]?.language).toBe('rust')
    await expect(
      bob.send(at.id, languageChanged, { language: 'cobol' }, { about: at.document }),
    ).rejects.toMatchObject(fault('BAD_REQUEST'))
  })

  it('T12: a removed document is emptied in every table, and takes nothing any more', async () => {
    const at = await open('Removed')
    const replica = editor()
    await type(
      bob,
      at,
      replica.change((text) => text.insert(0, 'a secret of the document')),
    )
    await bob.send(at.id, run, { ...ran, output: 'a secret of the run' }, { about: at.document })
    await test.interviews.compactAll()
    await ada.send(at.id, documentRemoved, {}, { about: at.document })
    const { db } = test.database
    await test.work()
    const { rows } = await sql<{ body: unknown }>`
      SELECT body FROM entries WHERE room_id = ${at.id} AND (seq = ${at.document} OR about = ${at.document})
        AND body <> '{}'`.execute(db)
    expect(rows).toEqual([])
    const states = await sql`SELECT FROM interview_documents WHERE room_id = ${at.id}`.execute(db)
    expect(states.rows).toEqual([])
    await expect(state(bob, at)).rejects.toMatchObject(fault('NOT_FOUND'))
    await expect(
      type(
        bob,
        at,
        replica.change((text) => text.insert(0, 'x')),
      ),
    ).rejects.toMatchObject(fault('GONE'))
    await expect(ada.send(at.id, documentRemoved, {}, { about: at.document })).rejects.toMatchObject(
      fault('GONE'),
    )
    await test.interviews.compactAll()
    expect((await sql`SELECT FROM interview_documents WHERE room_id = ${at.id}`.execute(db)).rows).toEqual([])
  })

  it('there are at most 50 documents, and a stranger is not told that there are', async () => {
    const at = await open('Many')
    const more = (person: Person) =>
      person.send(at.id, documentBegun, { kind: 'code', name: 'more.py', language: 'python' })
    for (let n = 1; n < 50; n += 1) await more(ada)
    await expect(more(ada)).rejects.toMatchObject({ ...fault('BAD_REQUEST'), details: { limit: 50 } })
    const cleo = await test.person('Cleo')
    await expect(more(cleo)).rejects.toMatchObject(fault('NOT_FOUND'))
    await ada.send(at.id, documentRemoved, {}, { about: at.document })
    await more(ada)
  })
})

describe('reading a document', () => {
  it('T8: is for who is in the interview; one that there is none of is 404', async () => {
    const at = await open('Read')
    const cleo = await test.person('Cleo')
    await expect(state(cleo, at)).rejects.toMatchObject(fault('NOT_FOUND'))
    await expect(state(ada, { ...at, document: 1 })).rejects.toMatchObject(fault('NOT_FOUND'))
    await expect(state(ada, { ...at, document: 99 })).rejects.toMatchObject(fault('NOT_FOUND'))
    await ada.call(removeParticipant, { params: { session: at.id, user: bob.user } })
    await expect(state(bob, at)).rejects.toMatchObject(fault('NOT_FOUND'))
  })

  it('gives all that is committed, and says up to where', async () => {
    const at = await open('Up to')
    expect(await state(ada, at)).toMatchObject({ generation: at.generation, state: '' })
    const seq = await type(
      bob,
      at,
      editor().change((text) => text.insert(0, 'x')),
    )
    expect((await state(ada, at)).upTo).toBe(seq)
    const last = await ada.send(at.id, version, { name: 'after' })
    expect((await state(ada, at)).upTo).toBe(last)
  })
})

describe('the staff room', () => {
  it('P9: takes notes, scores, rubric and hidden tests, which the session’s own room does not', async () => {
    const { session, id } = await open('Kinds')
    const staff = session.staffRoom ?? id
    const card = { scores: [], recommendation: null, summary: 'Fine' }
    await ada.send(staff, note, { text: 'Thinks aloud', seq: 1 })
    await ada.send(staff, scorecard, card)
    await ada.send(staff, testCases, { cases: [] })
    await expect(ada.send(id, note, { text: 'x', seq: 1 })).rejects.toMatchObject(fault('UNKNOWN_TYPE'))
    await expect(ada.send(id, scorecard, card)).rejects.toMatchObject(fault('UNKNOWN_TYPE'))
    await expect(ada.send(staff, version, { name: 'x' })).rejects.toMatchObject(fault('UNKNOWN_TYPE'))
    await expect(
      ada.send(staff, documentBegun, { kind: 'code', name: 'x', language: 'go' }),
    ).rejects.toMatchObject(fault('UNKNOWN_TYPE'))
  })

  it('a note is changed and removed by its author alone, and is then gone from every table', async () => {
    const { session, id } = await open('Notes')
    const staff = session.staffRoom ?? id
    const eve = await test.person('Eve')
    await eve.join(session, 'interviewer')
    const seq = await ada.send(staff, note, { text: 'A first thought', seq: 1 })
    const about = { about: seq }
    await expect(eve.send(staff, noteEdited, { text: 'x' }, about)).rejects.toMatchObject(
      fault('NOT_ALLOWED'),
    )
    await expect(eve.send(staff, noteRemoved, {}, about)).rejects.toMatchObject(fault('NOT_ALLOWED'))
    await expect(ada.send(staff, noteEdited, { text: 'x' }, { about: 1 })).rejects.toMatchObject(
      fault('BAD_REQUEST'),
    )
    await ada.send(staff, noteEdited, { text: 'A second thought' }, about)
    await ada.send(staff, noteRemoved, {}, about)
    await expect(ada.send(staff, noteEdited, { text: 'x' }, about)).rejects.toMatchObject(fault('GONE'))
    const { rows } =
      await sql`SELECT FROM entries WHERE room_id = ${staff} AND body::text LIKE '%thought%'`.execute(
        test.database.db,
      )
    expect(rows).toEqual([])
  })

  it('is written in also after the end, when scores are given', async () => {
    const { session, id } = await open('After')
    await ada.call(endSession, { params: { session: id } })
    await ada.send(session.staffRoom ?? id, note, { text: 'Good, all in all', seq: 1 })
  })
})
