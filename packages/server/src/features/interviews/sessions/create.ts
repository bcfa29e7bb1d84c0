import { Fault, type RoomId, type UserId } from '@stoa/contract/http'
import {
  defaultRubric,
  documentBegun,
  type Language,
  type QuestionContent,
  rubric,
  templates,
  testCases,
  update,
} from '@stoa/contract/interviews'
import type { Db } from '../../../platform/database/database.ts'
import { mainNames, starterUpdate } from '../documents/starter.ts'
import type { Needs } from '../needs.ts'
import { readQuestion } from '../questions/store.ts'
import { insertSession, writeParticipant } from './store.ts'

type CreateNeeds = Pick<Needs, 'database' | 'rooms' | 'clock' | 'newId'>

interface Creating {
  readonly by: UserId
  readonly title: string
  readonly language: Language
  readonly template: string | undefined
  readonly question: string | undefined
}

type Beginning = Omit<QuestionContent, 'title'>

/** Begins an interview; gives its id. Faults: NOT_FOUND for a template or question that is not there, BAD_REQUEST for both. */
export async function createSession(needs: CreateNeeds, creating: Creating): Promise<RoomId> {
  return await needs.database.transaction(async (tx) => {
    const { rooms, clock } = needs
    const { by, title } = creating
    const beginning = await beginningOf(needs, tx, creating)
    const members = [{ user: by, role: 'owner' }] as const
    const { room: id } = await rooms.create(tx, { kind: 'interview', name: title, by, members })
    const { room: staffRoom } = await rooms.create(tx, { kind: 'staff', name: title, by, members })
    const { language } = beginning
    const createdAt = clock()
    await insertSession(tx, {
      ...{ id, staffRoom, title, language, owner: by, locked: false, createdAt, endedAt: null },
    })
    await writeParticipant(tx, { session: id, user: by, role: 'interviewer', joinedAt: createdAt })
    await write(needs, tx, { id, staffRoom, by, beginning })
    return id
  })
}

async function beginningOf(needs: CreateNeeds, tx: Db, creating: Creating): Promise<Beginning> {
  const { by, language, template, question } = creating
  const nothing = { language, prompt: '', code: '', tests: [], hiddenTests: [], rubric: [] }
  if (template !== undefined && question !== undefined)
    throw new Fault('BAD_REQUEST', 'Begin from a `template` or a `question`, not from both.')
  if (question !== undefined) {
    const found = await readQuestion(tx, { id: question, owner: by })
    if (found === null) throw new Fault('NOT_FOUND', 'There is no such question in your library.')
    return found
  }
  if (template === undefined) return nothing
  const found = templates.find((one) => one.id === template)
  if (found === undefined) throw new Fault('NOT_FOUND', 'There is no such template.')
  const tests = found.tests.map((test) => ({ id: needs.newId(), ...test }))
  return { ...nothing, language: found.language, prompt: found.prompt, code: found.code, tests }
}

/** What is there when the first one comes in: in front of everybody, and among interviewers (P9). */
async function write(
  { rooms, newId }: CreateNeeds,
  tx: Db,
  made: {
    readonly id: RoomId
    readonly staffRoom: RoomId
    readonly by: UserId
    readonly beginning: Beginning
  },
): Promise<void> {
  const { id, staffRoom, by, beginning } = made
  const append = (room: RoomId, type: { readonly name: string }, body: unknown, about?: number) =>
    rooms.append(tx, { room, type: type.name, author: by, body, ...(about === undefined ? {} : { about }) })

  async function begin(document: {
    readonly name: string
    readonly language: Language
    readonly text: string
  }) {
    const { name, language, text } = document
    const generation = newId()
    const { seq } = await append(id, documentBegun, { kind: 'code', name, language, generation })
    if (text !== '')
      await append(id, update, { generation, update: starterUpdate(text), origin: 'restore' }, seq)
  }

  const { language, code, prompt, tests, hiddenTests, rubric: criteria } = beginning
  await begin({ name: mainNames[language], language, text: code })
  if (prompt !== '') await begin({ name: 'Question', language: 'text', text: prompt })
  if (tests.length > 0) await append(id, testCases, { cases: tests })
  if (hiddenTests.length > 0) await append(staffRoom, testCases, { cases: hiddenTests })
  await append(staffRoom, rubric, { criteria: criteria.length > 0 ? criteria : [...defaultRubric] })
}
