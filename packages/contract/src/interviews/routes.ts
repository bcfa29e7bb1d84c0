import * as z from 'zod'
import { DisplayName, Session as SignedIn } from '../accounts/index.ts'
import { Instant, isPlain, isVisible, RoomId, route, Text, UserId } from '../http/index.ts'
import { Cursor, Seq } from '../rooms/index.ts'
import { Language } from './languages.ts'
import { Criterion, TestCase, TestCases } from './types.ts'

const tag = 'interviews'

export const SessionRole = z.enum(['interviewer', 'candidate', 'observer'])
export type SessionRole = z.output<typeof SessionRole>

export const Participant = z.object({
  user: UserId,
  name: z.string(),
  role: SessionRole,
  guest: z.boolean(),
  joinedAt: Instant,
})
export type Participant = z.output<typeof Participant>

const Title = z
  .string()
  .trim()
  .min(1)
  .max(100)
  .refine(isVisible, 'must not be empty')
  .refine(isPlain, 'must not hold control characters')

/** An interview as one of its participants sees it. */
export const InterviewSession = z
  .object({
    id: RoomId.describe('Also the id of its room, where everything everybody sees is'),
    staffRoom: RoomId.nullable().describe("The interviewers' room (P9); null for anybody else"),
    title: z.string(),
    language: Language,
    status: z.enum(['open', 'ended']),
    role: SessionRole.describe('The caller’s'),
    owner: UserId,
    locked: z.boolean().describe('Only interviewers may write'),
    participants: z.array(Participant),
    left: z.array(Participant).describe('Who was in it and is not any more; the last 100'),
    createdAt: Instant,
    activeAt: Instant.describe('When something was last written'),
    endedAt: Instant.nullable(),
    links: z
      .object({ interviewer: z.string(), candidate: z.string(), observer: z.string() })
      .nullable()
      .describe('Paths that let somebody in as that, such as `/join/<id>#<code>`; for interviewers only'),
  })
  .describe('An interview as one of its participants sees it')
export type InterviewSession = z.output<typeof InterviewSession>

const one = z.object({ session: RoomId })
/** P5. */
const usual = { max: 100, seconds: 60 } as const

export const createSession = route({
  method: 'POST',
  path: '/api/v1/sessions',
  access: 'user',
  tag,
  summary: 'Begin an interview',
  description:
    'With a first document in this language: empty, from a template, or from a question of the library.',
  body: z.strictObject({
    title: Title,
    language: Language.default('javascript'),
    template: z.string().max(64).optional().describe('`id` of a starting template'),
    question: z.uuid().optional().describe('`id` of a question of my library; its language counts'),
  }),
  reply: InterviewSession,
  status: 201,
  faults: ['NOT_FOUND'],
  limit: { max: 10, seconds: 60 },
})

export const listSessions = route({
  method: 'GET',
  path: '/api/v1/sessions',
  access: 'guest',
  tag,
  summary: 'My interviews, newest first',
  query: z.object({
    before: z.coerce.number().int().optional().describe('`createdAt` of the last one of the page before'),
    limit: z.coerce.number().int().min(1).max(100).default(50),
  }),
  reply: z.object({ sessions: z.array(InterviewSession) }),
  limit: usual,
})

export const getSession = route({
  method: 'GET',
  path: '/api/v1/sessions/:session',
  access: 'guest',
  tag,
  summary: 'One interview',
  params: one,
  reply: InterviewSession,
  faults: ['NOT_FOUND'],
  limit: usual,
})

export const changeSession = route({
  method: 'PATCH',
  path: '/api/v1/sessions/:session',
  access: 'user',
  tag,
  summary: 'Change the title, or lock writing for all but interviewers (interviewers)',
  params: one,
  body: z.strictObject({ title: Title.optional(), locked: z.boolean().optional() }),
  reply: InterviewSession,
  faults: ['NOT_FOUND', 'NOT_ALLOWED', 'GONE'],
  limit: usual,
})

export const endSession = route({
  method: 'POST',
  path: '/api/v1/sessions/:session/end',
  access: 'user',
  tag,
  summary: 'End it: all can still read and replay, nobody can write or join (interviewers)',
  params: one,
  reply: InterviewSession,
  faults: ['NOT_FOUND', 'NOT_ALLOWED'],
  limit: usual,
})

export const deleteSession = route({
  method: 'DELETE',
  path: '/api/v1/sessions/:session',
  access: 'user',
  tag,
  summary: 'Delete it with everything that was written in it (its owner)',
  params: one,
  faults: ['NOT_FOUND', 'NOT_ALLOWED'],
  limit: usual,
})

export const joinSession = route({
  method: 'POST',
  path: '/api/v1/sessions/:session/join',
  access: 'public',
  tag,
  summary: 'Come in by a link',
  description:
    'Somebody signed in joins as themselves; anybody else gives a name and becomes a guest, who can use this session and nothing else. The code says as what. Whoever is in already stays as they are.',
  params: one,
  body: z.strictObject({
    code: z.string().max(100),
    name: DisplayName.optional().describe('Needed where nobody is signed in'),
    tokens: z.enum(['cookie', 'body']).default('cookie'),
  }),
  reply: z.object({
    session: InterviewSession,
    signedIn: SignedIn.nullable().describe("A new guest's tokens; null for who was signed in"),
  }),
  faults: ['NOT_FOUND', 'GONE', 'NOT_ALLOWED'],
  limit: { max: 20, seconds: 60 },
})

export const removeParticipant = route({
  method: 'DELETE',
  path: '/api/v1/sessions/:session/participants/:user',
  access: 'guest',
  tag,
  summary: 'Remove somebody (interviewers) or leave',
  description:
    'Whoever is removed is not let in again, and the link for their role is replaced by a new one; for an interviewer, all links are.',
  params: z.object({ session: RoomId, user: UserId }),
  faults: ['NOT_FOUND', 'NOT_ALLOWED'],
  limit: usual,
})

/** A document's Yjs state: all updates about it up to a seq, merged. */
export const DocumentState = z.object({
  upTo: Cursor.describe('Entries about it after this one are not in it'),
  generation: z.uuid(),
  state: z.string().describe('A Yjs update (v1) in base64; empty for nothing yet'),
})
export type DocumentState = z.output<typeof DocumentState>

export const getDocument = route({
  method: 'GET',
  path: '/api/v1/sessions/:session/documents/:document',
  access: 'guest',
  tag,
  summary: "A document's state, to begin from",
  params: z.object({ session: RoomId, document: z.coerce.number().pipe(Seq) }),
  reply: DocumentState,
  faults: ['NOT_FOUND'],
  limit: { max: 300, seconds: 60 },
})

/** A question of one's library, to begin interviews from. */
export const QuestionContent = z.strictObject({
  title: Title,
  language: Language,
  prompt: Text.max(20_000).describe('What the candidate is asked; Markdown'),
  code: Text.max(50_000).describe('What the first document begins with'),
  tests: TestCases,
  hiddenTests: TestCases,
  rubric: z.array(Criterion).max(20),
})
export type QuestionContent = z.output<typeof QuestionContent>
export const Question = QuestionContent.extend({
  id: z.uuid(),
  // What was saved before there was a limit is still to be read.
  tests: z.array(TestCase),
  hiddenTests: z.array(TestCase),
  updatedAt: Instant,
}).describe('A question of my library')
export type Question = z.output<typeof Question>
const oneQuestion = z.object({ question: z.uuid() })

export const listQuestions = route({
  method: 'GET',
  path: '/api/v1/questions',
  access: 'user',
  tag,
  summary: 'My questions by title',
  reply: z.object({ questions: z.array(Question) }),
  limit: usual,
})
export const createQuestion = route({
  method: 'POST',
  path: '/api/v1/questions',
  access: 'user',
  tag,
  summary: 'Add a question to my library',
  body: QuestionContent,
  reply: Question,
  status: 201,
  faults: ['CONFLICT'],
  limit: usual,
})
export const changeQuestion = route({
  method: 'PUT',
  path: '/api/v1/questions/:question',
  access: 'user',
  tag,
  summary: 'Change a question of mine',
  params: oneQuestion,
  body: QuestionContent,
  reply: Question,
  faults: ['NOT_FOUND'],
  limit: usual,
})
export const deleteQuestion = route({
  method: 'DELETE',
  path: '/api/v1/questions/:question',
  access: 'user',
  tag,
  summary: 'Delete a question of mine',
  params: oneQuestion,
  faults: ['NOT_FOUND'],
  limit: usual,
})

export const interviewRoutes = [
  createSession,
  listSessions,
  getSession,
  changeSession,
  endSession,
  deleteSession,
  joinSession,
  removeParticipant,
  getDocument,
  listQuestions,
  createQuestion,
  changeQuestion,
  deleteQuestion,
] as const
