import * as z from 'zod'
import { isPlain, isVisible, Text } from '../http/index.ts'
import { entryType, Seq, signalType } from '../rooms/index.ts'
import { Language } from './languages.ts'

/** The most bytes one update of a document may have. */
export const updateLimit = 256 * 1024

/** Standard base64, of any length; an update's own limit is judged after decoding. */
const Base64 = z.base64()

export const DocumentName = z
  .string()
  .trim()
  .min(1)
  .max(60)
  .refine(isVisible, 'must not be empty')
  .refine(isPlain, 'must not hold control characters')

/** `code`: a Yjs text named `text`. `drawing`: a Yjs map named `elements` from an element's id to the element. */
export const DocumentKind = z.enum(['code', 'drawing'])
export type DocumentKind = z.output<typeof DocumentKind>

const about = { counts: false, about: 'required' } as const
const alone = { counts: false, about: 'none' } as const

/**
 * Begins a document: a tab of the editor, or a whiteboard. Everything that happens to it is an entry about this one.
 * `generation` marks its Yjs history: updates of another generation do not belong to it (P2).
 */
export const documentBegun = entryType({
  name: 'interview.document',
  sent: z.strictObject({ kind: DocumentKind, name: DocumentName, language: Language }),
  stored: z.object({ kind: DocumentKind, name: z.string(), language: Language, generation: z.uuid() }),
  ...alone,
  rate: { max: 20, seconds: 60 },
})

/** How an update came about: `paste` is marked in playback. */
export const Origin = z.enum(['type', 'paste', 'restore'])
export type Origin = z.output<typeof Origin>

/** A selection in a code document as offsets into its text, in UTF-16 units, with the update it came with applied. */
export const Selection = z.tuple([z.int().min(0), z.int().min(0)]).describe('[anchor, head]')
export type Selection = z.output<typeof Selection>

/** The most strokes one update tells of. */
export const mostStrokes = 200
/** The most ranges of what a stroke deleted. */
export const mostDeletions = 20

const Count = z.int().min(0)

/**
 * A step of those an update was merged from: how many ms before it was sent that was, how many units of its writer's Yjs clock it made,
 * and what it deleted as `[client, clock, length]`. What no stroke tells of is part of the last one.
 */
export const Stroke = z.union([
  z.tuple([Count, Count]),
  z.tuple([Count, Count, z.array(z.tuple([Count, Count, Count])).max(mostDeletions)]),
])
export type Stroke = z.output<typeof Stroke>

/**
 * A change of a document: a Yjs update (v1). What is typed while another is on its way is merged into one; `strokes` then tell playback
 * how it came about (P8). They are left out where it was one keystroke, or is not known.
 */
export const update = entryType({
  name: 'interview.update',
  sent: z.strictObject({
    generation: z.uuid(),
    update: Base64,
    origin: Origin,
    selection: Selection.optional(),
    strokes: z.array(Stroke).min(1).max(mostStrokes).optional(),
  }),
  stored: z.object({
    generation: z.uuid(),
    update: z.string(),
    origin: Origin,
    selection: Selection.optional(),
    strokes: z.array(Stroke).optional(),
  }),
  ...about,
  rate: { max: 50, seconds: 1 },
})

/** Where one's cursor went without typing, for playback: at most 200 moves, `[ms after the first, anchor, head]`. */
export const trail = entryType({
  name: 'interview.trail',
  sent: z.strictObject({
    moves: z
      .array(z.tuple([z.int().min(0), z.int().min(0), z.int().min(0)]))
      .min(1)
      .max(200),
  }),
  stored: z.object({ moves: z.array(z.tuple([z.int(), z.int(), z.int()])) }),
  ...about,
  rate: { max: 30, seconds: 60 },
})

/** Switches a document's language, for everybody (P4). */
export const languageChanged = entryType({
  name: 'interview.language',
  sent: z.strictObject({ language: Language }),
  stored: z.object({ language: Language }),
  ...about,
  rate: { max: 1, seconds: 5 },
})

export const documentRenamed = entryType({
  name: 'interview.rename',
  sent: z.strictObject({ name: DocumentName }),
  stored: z.object({ name: z.string() }),
  ...about,
  rate: { max: 20, seconds: 60 },
})

/** Closes a tab for everybody and empties all that was in it (T12). Interviewers only. */
export const documentRemoved = entryType({
  name: 'interview.remove',
  sent: z.strictObject({}),
  stored: z.object({}),
  ...about,
  empties: true,
  rate: { max: 20, seconds: 60 },
})

/** What a program wrote, how it ended and which tests it passed. */
export const RunOutcome = z.enum(['finished', 'failed', 'stopped', 'timeout'])
export const TestResult = z.object({ name: z.string().max(100), passed: z.boolean() })

/** A run of a document in somebody's browser: shared with everyone as it ended (P7). */
export const run = entryType({
  name: 'interview.run',
  sent: z.strictObject({
    language: Language,
    outcome: RunOutcome,
    /** What it wrote, cut to this length. */
    output: z.string().max(50_000),
    milliseconds: z.int().min(0),
    tests: z.array(TestResult).max(50),
  }),
  stored: z.object({
    language: Language,
    outcome: RunOutcome,
    output: z.string(),
    milliseconds: z.int(),
    tests: z.array(TestResult),
  }),
  ...about,
  rate: { max: 30, seconds: 60 },
})

export const TestCase = z.strictObject({
  id: z.uuid(),
  name: Text.trim().min(1).max(100),
  /** What the program is given to read: standard input; for SQL, statements run before it. */
  input: Text.max(10_000),
  /** What it must write, white space at the end of lines and of the whole aside. */
  expected: Text.max(10_000),
})
export type TestCase = z.output<typeof TestCase>

/** The most characters of JSON that the test cases of one room may have together: an entry holds them all. */
export const testsLimit = 350_000

/** The test cases of one room. */
export const TestCases = z
  .array(TestCase)
  .max(50)
  .refine((cases) => JSON.stringify(cases).length <= testsLimit, {
    // Made when it is told: the first number that is written in words takes 23 ms.
    error: () => `must be at most ${testsLimit.toLocaleString('en')} characters of JSON together`,
  })

/**
 * The test cases, all of them; the newest entry counts. In the session's room everybody has them; in its staff room they are
 * the hidden ones. Interviewers only.
 */
export const testCases = entryType({
  name: 'interview.tests',
  sent: z.strictObject({ cases: TestCases }),
  stored: z.object({ cases: z.array(TestCase) }),
  ...alone,
  rate: { max: 30, seconds: 60 },
})

/** Names this moment of all documents, to compare with and to go back to. */
export const version = entryType({
  name: 'interview.version',
  sent: z.strictObject({ name: DocumentName }),
  stored: z.object({ name: z.string() }),
  ...alone,
  rate: { max: 20, seconds: 60 },
})

/** A private note of an interviewer (P9). `seq` is the moment of the session's room that it belongs to. Staff room only. */
export const note = entryType({
  name: 'interview.note',
  sent: z.strictObject({ text: z.string().max(5000).refine(isVisible, 'must not be empty'), seq: Seq }),
  stored: z.object({ text: z.string(), seq: Seq }),
  ...alone,
  rate: { max: 60, seconds: 60 },
})
export const noteEdited = entryType({
  name: 'interview.note-edit',
  sent: z.strictObject({ text: z.string().max(5000).refine(isVisible, 'must not be empty') }),
  stored: z.object({ text: z.string() }),
  ...about,
  rate: { max: 60, seconds: 60 },
})
export const noteRemoved = entryType({
  name: 'interview.note-remove',
  sent: z.strictObject({}),
  stored: z.object({}),
  ...about,
  empties: true,
  rate: { max: 60, seconds: 60 },
})

export const Criterion = Text.trim().min(1).max(100)
export const defaultRubric = ['Problem solving', 'Code quality', 'Communication', 'Testing'] as const

/** What is scored, all of it; the newest entry counts. Staff room only. */
export const rubric = entryType({
  name: 'interview.rubric',
  sent: z.strictObject({ criteria: z.array(Criterion).min(1).max(20) }),
  stored: z.object({ criteria: z.array(z.string()) }),
  ...alone,
  rate: { max: 30, seconds: 60 },
})

export const Recommendation = z.enum(['strong_no', 'no', 'yes', 'strong_yes'])
export const Scored = z.strictObject({
  criterion: z.string().max(100),
  /** 1 (poor) to 4 (excellent); null for not yet. */
  score: z.int().min(1).max(4).nullable(),
  comment: z.string().max(2000),
})

/** An interviewer's scorecard; the newest of each author counts. Staff room only. */
export const scorecard = entryType({
  name: 'interview.scorecard',
  sent: z.strictObject({
    scores: z.array(Scored).max(20),
    recommendation: Recommendation.nullable(),
    summary: z.string().max(5000),
  }),
  stored: z.object({
    scores: z.array(Scored),
    recommendation: Recommendation.nullable(),
    summary: z.string(),
  }),
  ...alone,
  rate: { max: 60, seconds: 60 },
})

/**
 * Where somebody is (P3): a document and, in code, a selection as Yjs relative positions in JSON; in a drawing, the pointer.
 * `document` null: nowhere. Sent when it changes, and once for each who comes.
 */
export const cursor = signalType({
  name: 'interview.cursor',
  body: z.strictObject({
    document: Seq.nullable(),
    anchor: z.string().max(500).optional(),
    head: z.string().max(500).optional(),
    pointer: z.tuple([z.number(), z.number()]).optional(),
  }),
  perSecond: 10,
})

/** What happens in the session's room, in front of everybody. */
export const sessionEntryTypes = [
  documentBegun,
  update,
  trail,
  languageChanged,
  documentRenamed,
  documentRemoved,
  run,
  testCases,
  version,
] as const
/** What happens in its staff room; `testCases` too. */
export const staffEntryTypes = [note, noteEdited, noteRemoved, rubric, scorecard] as const
export const sessionSignalTypes = [cursor] as const
