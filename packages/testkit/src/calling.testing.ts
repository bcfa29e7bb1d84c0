import { randomUUID } from 'node:crypto'
import { setRole } from '@stoa/contract/accounts'
import { acceptCall, beatCall, type CallView, changeCreator, getCall, startCall } from '@stoa/contract/calls'
import { grantCoins } from '@stoa/contract/wallet'
import { type Person, until } from './talk.testing.ts'

/** Gives somebody coins; the admin does. */
export async function fund(admin: Person, to: Person, amount: number): Promise<void> {
  await admin.client.call(grantCoins, {
    params: { user: to.id },
    body: { amount, note: 'a start', key: randomUUID() },
  })
}

/** Makes somebody a creator who takes calls; the admin does. They are connected again as one once this resolves. */
export async function appoint(admin: Person, creator: Person, rate: number): Promise<void> {
  const { connection } = creator.client
  const left = until(connection, ({ status }) => status !== 'online')
  await admin.client.call(setRole, { params: { user: creator.id }, body: { role: 'creator' } })
  await left
  await until(connection, ({ status }) => status === 'online')
  await creator.client.call(changeCreator, {
    body: { headline: 'Ask me', about: '', schedule: '', rate, audio: true, video: true, available: true },
  })
}

export function start(caller: Person, creator: Person): Promise<CallView> {
  return caller.client.call(startCall, { body: { creator: creator.id, media: 'audio', key: randomUUID() } })
}

function beat(who: Person, call: CallView): Promise<CallView> {
  return who.client.call(beatCall, { params: { call: call.id }, body: { connected: true } })
}

export function see(who: Person, { id }: CallView): Promise<CallView> {
  return who.client.call(getCall, { params: { call: id } })
}

/** A call that is taken, and both have confirmed a second of. */
export async function talking(caller: Person, creator: Person): Promise<CallView> {
  const call = await start(caller, creator)
  await until(creator.client.rooms, ({ rooms }) => rooms.some(({ id }) => id === call.id))
  await creator.client.call(acceptCall, { params: { call: call.id } })
  for (;;) {
    const [seen] = await Promise.all([beat(caller, call), beat(creator, call)])
    if (seen.seconds >= 1) return seen
  }
}

/** Resolves once a call is settled: its room closes with it. */
export async function settled(who: Person, { id }: CallView): Promise<void> {
  await until(who.client.rooms, ({ rooms }) => rooms.some((room) => room.id === id && room.closed))
}
