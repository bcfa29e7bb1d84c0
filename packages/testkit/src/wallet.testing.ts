import { type Client, createClient } from '@stoa/client'
import { type Role, setRole } from '@stoa/contract/accounts'
import type { UserId } from '@stoa/contract/http'
import type { TestNode } from './node.ts'

/** Somebody signed in, without a socket: the wallet is HTTP. */
export interface Holder {
  readonly client: Client
  readonly id: UserId
}

let count = 0

/** Somebody new. The first one of a node is its admin. */
export async function signUp(node: TestNode, name: string): Promise<Holder> {
  count += 1
  const email = `${name}${count}@example.com`
  const client = createClient({ url: node.url, tokens: 'body' })
  await client.start()
  await client.login(email)
  await client.verify(email, await node.codeFor(email))
  return holderOf(client)
}

export function holderOf(client: Client): Holder {
  const session = client.session.get()
  if (session.status !== 'signed-in') throw new Error('not signed in')
  return { client, id: session.me.id }
}

/** Somebody new with a role, which the admin gives them. */
export async function signUpAs(node: TestNode, admin: Holder, role: Exclude<Role, 'guest'>): Promise<Holder> {
  const holder = await signUp(node, role)
  await admin.client.call(setRole, { params: { user: holder.id }, body: { role } })
  return holder
}
