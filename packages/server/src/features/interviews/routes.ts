import {
  changeQuestion,
  changeSession,
  createQuestion,
  createSession,
  deleteQuestion,
  deleteSession,
  endSession,
  getDocument,
  getSession,
  joinSession,
  listQuestions,
  listSessions,
  removeParticipant,
} from '@stoa/contract/interviews'
import { type BoundRoute, bind } from '../../platform/http/handler.ts'
import { readDocument } from './documents/read.ts'
import type { Needs } from './needs.ts'
import { createLibrary } from './questions/questions.ts'
import { changeSession as change, endSession as end } from './sessions/change.ts'
import { createSession as create } from './sessions/create.ts'
import { eraseSession } from './sessions/erase.ts'
import { joinSession as join } from './sessions/join.ts'
import { removeParticipant as remove } from './sessions/leave.ts'
import { viewSession, viewSessions } from './sessions/view.ts'

export function interviewRoutes(needs: Needs): BoundRoute[] {
  return [...sessionRoutes(needs), ...questionRoutes(needs)]
}

function sessionRoutes(needs: Needs): BoundRoute[] {
  const { db } = needs.database
  return [
    bind(createSession, async ({ body, caller: { user } }) => {
      const { title, language, template, question } = body
      const session = await create(needs, { by: user, title, language, template, question })
      return viewSession(needs, db, { session, user })
    }),
    bind(listSessions, async ({ query: { before, limit }, caller: { user } }) => ({
      sessions: await viewSessions(needs, db, { user, before, limit }),
    })),
    bind(getSession, ({ params: { session }, caller: { user } }) =>
      viewSession(needs, db, { session, user }),
    ),
    bind(changeSession, async ({ params: { session }, body: { title, locked }, caller: { user } }) => {
      await change(needs, { by: user, session, title, locked })
      return viewSession(needs, db, { session, user })
    }),
    bind(endSession, async ({ params: { session }, caller: { user } }) => {
      await end(needs, { by: user, session })
      return viewSession(needs, db, { session, user })
    }),
    bind(deleteSession, async ({ params: { session }, caller: { user } }) => {
      await eraseSession(needs, { by: user, session })
      return undefined
    }),
    bind(joinSession, async (call) => {
      const { session } = call.params
      const { code, name, tokens } = call.body
      const { userAgent, address } = call.origin
      const caller = call.caller?.user ?? null
      const { user, signedIn } = await join(needs, { session, code, user: caller, name, userAgent, address })
      return {
        session: await viewSession(needs, db, { session, user }),
        signedIn: signedIn === null ? null : await needs.accounts.replySession(call, { ...signedIn, tokens }),
      }
    }),
    bind(removeParticipant, async ({ params: { session, user }, caller: { user: by } }) => {
      await remove(needs, { by, session, user })
      return undefined
    }),
    bind(getDocument, ({ params: { session, document }, caller: { user: by } }) =>
      readDocument(needs, { by, session, document }),
    ),
  ]
}

function questionRoutes(needs: Needs): BoundRoute[] {
  const library = createLibrary(needs)
  return [
    bind(listQuestions, async ({ caller: { user } }) => ({ questions: await library.list(user) })),
    bind(createQuestion, ({ body, caller: { user } }) => library.add(user, body)),
    bind(changeQuestion, ({ params: { question: id }, body, caller: { user: owner } }) =>
      library.change({ id, owner }, body),
    ),
    bind(deleteQuestion, async ({ params: { question: id }, caller: { user: owner } }) => {
      await library.remove({ id, owner })
      return undefined
    }),
  ]
}
