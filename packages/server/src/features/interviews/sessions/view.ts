import { Fault, type RoomId, type UserId } from '@stoa/contract/http'
import type { InterviewSession, Participant } from '@stoa/contract/interviews'
import type { Db } from '../../../platform/database/database.ts'
import type { Needs } from '../needs.ts'
import { noneGivenUp } from './codes.ts'
import {
  type ReadSession,
  readGivenUp,
  readLeft,
  readParticipants,
  readSessions,
  type StoredParticipant,
} from './store.ts'

type ViewNeeds = Pick<Needs, 'accounts' | 'codes'>

/** Shown for somebody whose account is gone. */
const nobody = 'Deleted account'
/** Of those who left: anybody with a link may come and go. */
const mostLeft = 100

/** One session as this participant sees it. Faults: NOT_FOUND. */
export async function viewSession(
  needs: ViewNeeds,
  db: Db,
  { session, user }: { readonly session: RoomId; readonly user: UserId },
): Promise<InterviewSession> {
  const [view] = await views(needs, db, await readSessions(db, { user, session, limit: 1 }))
  if (view === undefined) throw new Fault('NOT_FOUND')
  return view
}

/** This person's sessions, newest first. */
export async function viewSessions(
  needs: ViewNeeds,
  db: Db,
  page: { readonly user: UserId; readonly before: number | undefined; readonly limit: number },
): Promise<InterviewSession[]> {
  return views(needs, db, await readSessions(db, page))
}

async function views(
  { accounts, codes }: ViewNeeds,
  db: Db,
  sessions: readonly ReadSession[],
): Promise<InterviewSession[]> {
  if (sessions.length === 0) return []
  const ids = sessions.map(({ id }) => id)
  const people = await readParticipants(db, ids)
  const gone = await readLeft(db, ids, mostLeft)
  const staffed = sessions.filter(({ role }) => role === 'interviewer').map(({ id }) => id)
  const givenUp = await readGivenUp(db, staffed)
  const profiles = await accounts.profiles(db, [...new Set([...people, ...gone].map(({ user }) => user))])
  const toParticipant = ({ user, role, joinedAt }: StoredParticipant): Participant => {
    const profile = profiles.get(user)
    return { user, name: profile?.name ?? nobody, role, guest: profile?.role === 'guest', joinedAt }
  }
  const present = Map.groupBy(people, ({ session }) => session)
  const left = Map.groupBy(gone, ({ session }) => session)
  return sessions.map((session) => {
    const { id, title, language, role, owner, locked, createdAt, activeAt, endedAt } = session
    const staff = role === 'interviewer'
    return {
      ...{ id, title, language, role, owner, locked, createdAt, activeAt, endedAt },
      staffRoom: staff ? session.staffRoom : null,
      status: endedAt === null ? 'open' : 'ended',
      participants: (present.get(id) ?? []).map(toParticipant),
      left: (left.get(id) ?? []).map(toParticipant),
      links: staff ? codes.links(id, givenUp.get(id) ?? noneGivenUp) : null,
    }
  })
}
