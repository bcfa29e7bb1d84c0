import { foldItem, type Message, message } from '@stoa/contract/chat'
import type { UserId } from '@stoa/contract/http'
import type { Outgoing } from '../outbox/outgoing.ts'

/** A room's outbox, sorted by what it means for what is shown. */
export interface Pending {
  /** Not in the timeline yet; those the server has come first, then by age. */
  readonly messages: readonly Outgoing[]
  /** Edits, deletions and reactions by the seq they are about, oldest first. */
  readonly changes: ReadonlyMap<number, readonly Outgoing[]>
}

export function pendingIn(things: readonly Outgoing[]): Pending {
  const changes = new Map<number, Outgoing[]>()
  for (const thing of things) {
    if (thing.about === undefined || thing.state.status === 'failed') continue
    const others = changes.get(thing.about)
    if (others === undefined) changes.set(thing.about, [thing])
    else others.push(thing)
  }
  const messages = things.filter((thing) => thing.type === message.name)
  return { messages: messages.sort((a, b) => placeOf(a) - placeOf(b) || a.order - b.order), changes }
}

function placeOf({ state }: Outgoing): number {
  return state.status === 'sent' ? state.seq : Infinity
}

/** The message with the changes on their way to it, as it will be unless they are refused. */
export function withChanges(item: Message, changes: readonly Outgoing[] | undefined, me: UserId): Message {
  if (changes === undefined) return item
  let shown = item
  for (const { type, body, at, clientId, state } of changes) {
    // Once the item holds everything up to its seq, the change is in it.
    if (state.status === 'sent' && state.seq <= item.asOf) continue
    const entry = { seq: shown.asOf + 1, type, author: me, about: item.seq, at, clientId, body }
    const next = foldItem(shown, entry)
    if (next.kind === 'message') shown = next
  }
  return shown === item ? item : { ...shown, asOf: item.asOf }
}

/** A message of the outbox as it will look. */
export function messageOf(thing: Outgoing, me: UserId): Message {
  const { state, preview, clientId } = thing
  const body = message.sent.safeParse(thing.body)
  const written = body.success && 'text' in body.data ? body.data : undefined
  const seq = state.status === 'sent' ? state.seq : 0
  return {
    kind: 'message',
    seq,
    author: me,
    at: state.status === 'sent' ? state.at : thing.at,
    clientId,
    text: written?.text ?? preview?.text ?? '',
    deleted: false,
    editedAt: null,
    replyTo: written?.replyTo ?? null,
    forwardedFrom: preview?.forwardedFrom ?? null,
    reactions: {},
    asOf: seq,
  }
}
