import { UserId } from '@stoa/contract/http'
import type { Db } from '../../../platform/database/database.ts'
import { recordSecurityEvent } from '../audit/log.ts'
import { type Random, randomId } from '../random.ts'
import { insertUser, isFirstUser, readUserByEmail, type User, updateRole } from '../users.ts'
import { nameFromEmail } from './name.ts'

export interface Entering {
  readonly email: string
  readonly address: string
  readonly now: number
  readonly random: Random
  readonly adminEmails: readonly string[]
}

/** The account of who has just shown to own an address, made where there is none. */
export async function enterAccount(tx: Db, entering: Entering): Promise<User> {
  const known = await readUserByEmail(tx, entering.email)
  const user = known ?? (await makeAccount(tx, entering))
  const isAdmin = entering.adminEmails.includes(entering.email)
  return isAdmin && user.role !== 'admin' ? appoint(tx, user, entering) : user
}

async function makeAccount(tx: Db, entering: Entering): Promise<User> {
  const { email, address, now, random } = entering
  const isFirst = await isFirstUser(tx)
  const user: User = {
    id: UserId.parse(randomId(random)),
    email,
    name: nameFromEmail(email),
    about: '',
    picture: null,
    role: isFirst ? 'admin' : 'user',
    timeZone: 'UTC',
    language: 'en',
    birthDate: null,
    demo: false,
    bannedUntil: null,
    createdAt: now,
  }
  // Whoever signs in with an address holds its row of sign_ins, so nobody else makes its account now.
  if (!(await insertUser(tx, user))) throw new Error('an account was made beside its own sign-in')
  const { id, role } = user
  await recordSecurityEvent(tx, {
    at: now,
    kind: 'account.created',
    actor: id,
    subject: id,
    address,
    details: { role },
  })
  return user
}

/** The operator named this address as an admin's. */
async function appoint(tx: Db, user: User, entering: Entering): Promise<User> {
  await updateRole(tx, user.id, 'admin')
  await recordSecurityEvent(tx, {
    at: entering.now,
    kind: 'role.changed',
    actor: null,
    subject: user.id,
    address: entering.address,
    details: { from: user.role, to: 'admin', by: 'ADMIN_EMAILS' },
  })
  return { ...user, role: 'admin' }
}
