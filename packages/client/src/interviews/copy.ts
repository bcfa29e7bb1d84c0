import {
  DocumentKind,
  emptySession,
  InterviewSession,
  Language,
  type SessionState,
  TestCase,
} from '@stoa/contract/interviews'
import { Seq } from '@stoa/contract/rooms'
import * as z from 'zod'

/** What is kept of an interview on this device, to be there without a network. Nothing of the interviewers' own (P9). */
const KeptInterview = z.object({
  session: InterviewSession,
  documents: z.array(
    z.object({
      seq: Seq,
      kind: DocumentKind,
      name: z.string(),
      language: Language,
      generation: z.string(),
    }),
  ),
  tests: z.array(TestCase),
})

export function toKept(session: InterviewSession, { documents, tests }: SessionState): unknown {
  return { session, documents, tests }
}

export function fromKept(
  value: unknown,
): { readonly session: InterviewSession; readonly content: SessionState } | undefined {
  const kept = KeptInterview.safeParse(value)
  if (!kept.success) return undefined
  const { session, documents, tests } = kept.data
  return { session, content: { ...emptySession, documents, tests } }
}
