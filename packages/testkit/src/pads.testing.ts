import type { Client } from '@stoa/client'
import { type OpenDocument, type OpenInterview, openInterview } from '@stoa/client/interviews'
import type { RoomId } from '@stoa/contract/http'
import {
  createSession,
  type InterviewSession,
  joinSession,
  type SessionRole,
} from '@stoa/contract/interviews'
import { type Person, until } from './talk.testing.ts'

/** An interview with this person as its interviewer, and the others let in by link. */
export async function beginInterview(
  { client }: Person,
  others: readonly (readonly [Person, SessionRole])[],
): Promise<InterviewSession> {
  const session = await client.call(createSession, { body: { title: 'Pairing' } })
  for (const [person, role] of others) await comeIn(person.client, session, role)
  return session
}

/** Joins by the session's own link for that role. */
export async function comeIn(
  client: Client,
  { id, links }: InterviewSession,
  role: SessionRole,
): Promise<InterviewSession> {
  const code = new URL(links?.[role] ?? '', 'http://any').hash.slice(1)
  const { session } = await client.call(joinSession, { params: { session: id }, body: { code } })
  return session
}

export interface Desk {
  readonly interview: OpenInterview
  readonly document: OpenDocument
}

/** Opens an interview and its first document, and waits until both are there. */
export async function sitDown(client: Client, session: RoomId): Promise<Desk> {
  const interview = openInterview(client, session)
  const { content } = await until(interview, ({ content }) => content.documents.length > 0)
  const [first] = content.documents
  if (first === undefined) throw new Error('there is no document')
  const document = interview.document(first.seq)
  await until(document.status, ({ status }) => status === 'ready')
  return { interview, document }
}

export function textOf({ document }: Desk): string {
  return document.text.toString()
}

/** Waits until everybody has this text, and everything anybody wrote is durable. */
export async function allHave(desks: readonly Desk[], text: string): Promise<void> {
  for (const desk of desks) {
    await changes(desk, () => textOf(desk) === text)
    await until(desk.document.status, ({ saved }) => saved)
  }
}

/** Waits for a change of the document that makes something true. */
export function changes({ document: { doc } }: Desk, wanted: () => boolean): Promise<void> {
  return new Promise((resolve) => {
    function look(): void {
      if (!wanted()) return
      doc.off('afterTransaction', look)
      resolve()
    }
    doc.on('afterTransaction', look)
    look()
  })
}
