import { Fault } from '@stoa/contract/http'
import {
  cursor,
  type DocumentKind,
  documentBegun,
  documentRemoved,
  documentRenamed,
  languageChanged,
  note,
  noteEdited,
  noteRemoved,
  rubric,
  run,
  scorecard,
  testCases,
  trail,
  update,
  version,
} from '@stoa/contract/interviews'
import type { Entry, RoomKind } from '@stoa/contract/rooms'
import {
  type Appended,
  type CheckFacts,
  type EntryRule,
  entryRule,
  type SignalRule,
  signalRule,
} from '../../rooms/index.ts'
import { countDocuments, deleteDocuments, insertDocuments, type Place } from './documents/store.ts'
import { updateReader } from './documents/updates.ts'
import type { Needs } from './needs.ts'

/** In front of everybody, and among interviewers (P9). */
const inside: readonly RoomKind[] = ['interview']
const staff: readonly RoomKind[] = ['staff']

/** The most documents an interview has at a time. */
const mostDocuments = 50

type RuleNeeds = Pick<Needs, 'database' | 'rooms' | 'jobs' | 'newId' | 'compactor' | 'eraseJob'>

export function interviewEntries(needs: RuleNeeds): EntryRule[] {
  return [...documentRules(needs), ...sessionRules, ...staffRules(needs)]
}

export const interviewSignals: readonly SignalRule[] = [signalRule({ type: cursor, kinds: inside })]

function documentRules({
  database: { db },
  rooms,
  jobs,
  newId,
  compactor,
  eraseJob,
}: RuleNeeds): EntryRule[] {
  const aboutDocument = { kinds: inside, check: (_: unknown, facts: CheckFacts) => void liveDocument(facts) }
  const kindsOf = updateReader()
  /** In which kinds of document an update may be, found out where it is prepared and asked for where it is checked. */
  const kinds = new WeakMap<object, ReadonlySet<DocumentKind>>()
  return [
    entryRule({
      type: documentBegun,
      kinds: inside,
      async prepare(sent, { room, sender }) {
        // A stranger is told nothing about the room, not even that it is full.
        await rooms.membership(db, room, sender.user)
        if ((await countDocuments(db, room)) >= mostDocuments)
          throw new Fault('BAD_REQUEST', `An interview has at most ${mostDocuments} documents.`, {
            details: { limit: mostDocuments },
          })
        return { ...sent, generation: newId() }
      },
      apply: (tx, appended) =>
        insertDocuments(
          tx,
          appended.map(({ room, entry }) => ({
            ...{ room, document: entry.seq, generation: generationOf(entry) },
          })),
        ),
    }),
    // Every keystroke comes this way: what it needs is remembered by the kernel, and it writes nothing but its entry.
    entryRule({
      type: update,
      kinds: inside,
      async prepare(sent) {
        kinds.set(sent, kindsOf(sent.update))
        return sent
      },
      check(body, facts) {
        const document = liveDocument(facts)
        if (generationOf(document) !== body.generation)
          throw new Fault('CONFLICT', 'This belongs to another generation of the document: read it anew.')
        const kind = kindOf(document)
        if (!kinds.get(body)?.has(kind))
          throw new Fault('BAD_REQUEST', `This cannot be in a ${kind} document: ${only[kind]}.`)
      },
      committed: (appended) => compactor.touch(targetsOf(appended)),
    }),
    entryRule({ type: trail, ...aboutDocument }),
    entryRule({ type: languageChanged, ...aboutDocument }),
    entryRule({ type: documentRenamed, ...aboutDocument }),
    entryRule({ type: run, ...aboutDocument }),
    entryRule({
      type: documentRemoved,
      kinds: inside,
      check(_, facts) {
        requireInterviewer(facts)
        liveDocument(facts)
      },
      async apply(tx, appended) {
        const places = targetsOf(appended)
        await rooms.redact(
          tx,
          places.map(({ room, document: seq }) => ({ room, seq })),
          { alone: true },
        )
        await deleteDocuments(tx, places)
        for (const { room, document: about } of places) await jobs.enqueue(tx, eraseJob, { room, about })
      },
      committed: (appended) => compactor.forget(targetsOf(appended)),
    }),
  ]
}

const sessionRules: readonly EntryRule[] = [
  entryRule({
    type: testCases,
    kinds: [...inside, ...staff],
    check: (_, facts) => requireInterviewer(facts),
  }),
  entryRule({ type: version, kinds: inside }),
]

/** Nobody but interviewers is in a staff room, so being there is permission enough. */
function staffRules({ rooms }: RuleNeeds): EntryRule[] {
  const byItsAuthor = (_: unknown, facts: CheckFacts) => {
    if (liveNote(facts).author !== facts.sender.user)
      throw new Fault('NOT_ALLOWED', 'Only its author may do this.')
  }
  return [
    entryRule({ type: note, kinds: staff }),
    entryRule({ type: noteEdited, kinds: staff, check: byItsAuthor }),
    entryRule({
      type: noteRemoved,
      kinds: staff,
      check: byItsAuthor,
      apply: (tx, appended) =>
        rooms.redact(
          tx,
          targetsOf(appended).map(({ room, document: seq }) => ({ room, seq })),
        ),
    }),
    entryRule({ type: rubric, kinds: staff }),
    entryRule({ type: scorecard, kinds: staff }),
  ]
}

function liveDocument({ about }: CheckFacts): Entry {
  if (about?.type !== documentBegun.name)
    throw new Fault('BAD_REQUEST', '`about` must be the seq of a document.')
  if (about.body === null) throw new Fault('GONE', 'This document was removed.')
  return about
}

function liveNote({ about }: CheckFacts): Entry {
  if (about?.type !== note.name) throw new Fault('BAD_REQUEST', '`about` must be the seq of a note.')
  if (about.body === null) throw new Fault('GONE', 'This note was removed.')
  return about
}

function requireInterviewer({ role }: CheckFacts): void {
  if (role !== 'owner') throw new Fault('NOT_ALLOWED', 'Only interviewers may do this.')
}

const only: Readonly<Record<DocumentKind, string>> = {
  code: 'it takes text alone, with LF at the end of lines',
  drawing: 'it takes plain values alone',
}

function kindOf({ body }: Entry): DocumentKind {
  const isDrawing = typeof body === 'object' && body !== null && 'kind' in body && body.kind === 'drawing'
  return isDrawing ? 'drawing' : 'code'
}

/** Read without its schema, as it is asked for at every keystroke; the server itself wrote it. */
function generationOf({ body }: Entry): string {
  const generation =
    typeof body === 'object' && body !== null && 'generation' in body ? body.generation : null
  if (typeof generation !== 'string') throw new Error('a document without a generation')
  return generation
}

/** What these entries are about. */
function targetsOf(appended: readonly Appended[]): Place[] {
  return appended.flatMap(({ room, entry }) =>
    entry.about === null ? [] : [{ room, document: entry.about }],
  )
}
