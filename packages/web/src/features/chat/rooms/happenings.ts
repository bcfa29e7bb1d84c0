import type { Happening } from '@stoa/contract/chat'
import type { UserId } from '@stoa/contract/http'
import { memberJoined, memberLeft, memberRoleChanged, roomChanged, roomCreated } from '@stoa/contract/rooms'

/** What a happening tells, apart from how it is said. */
export type Fact =
  | { readonly kind: 'created'; readonly name: string | null }
  | { readonly kind: 'begun' | 'staged' }
  | { readonly kind: 'renamed'; readonly name: string }
  | { readonly kind: 'pictured' | 'closed' | 'reopened' | 'changed' }
  | {
      readonly kind: 'joined' | 'added' | 'left' | 'removed' | 'promoted' | 'demoted' | 'quieted'
      readonly user: UserId
    }

const roleFacts = { owner: 'promoted', member: 'demoted', reader: 'quieted' } as const

export function factOf({ type, body, author }: Happening): Fact {
  switch (type) {
    case roomCreated.name: {
      const stored = roomCreated.stored.safeParse(body)
      if (stored.data?.kind === 'interview') return { kind: 'begun' }
      if (stored.data?.kind === 'stream') return { kind: 'staged' }
      return { kind: 'created', name: stored.data?.name ?? null }
    }
    case roomChanged.name: {
      const { name, picture, closed } = roomChanged.stored.safeParse(body).data ?? {}
      if (name !== undefined) return { kind: 'renamed', name }
      if (picture !== undefined) return { kind: 'pictured' }
      return { kind: closed === undefined ? 'changed' : closed ? 'closed' : 'reopened' }
    }
    case memberJoined.name: {
      const stored = memberJoined.stored.safeParse(body)
      if (!stored.success) return { kind: 'changed' }
      return { kind: stored.data.user === author ? 'joined' : 'added', user: stored.data.user }
    }
    case memberLeft.name: {
      const stored = memberLeft.stored.safeParse(body)
      if (!stored.success) return { kind: 'changed' }
      return { kind: stored.data.user === author ? 'left' : 'removed', user: stored.data.user }
    }
    case memberRoleChanged.name: {
      const stored = memberRoleChanged.stored.safeParse(body)
      if (!stored.success) return { kind: 'changed' }
      return { kind: roleFacts[stored.data.role], user: stored.data.user }
    }
    default:
      return { kind: 'changed' }
  }
}

/** Does it only tell that the room was closed or reopened? In a direct room that is a block, which is told to nobody. */
export function isClosing(item: Happening): boolean {
  const { kind } = factOf(item)
  return kind === 'closed' || kind === 'reopened'
}

/** A fact in words. `actor` and `subject` are names, “You” and “you” where it is oneself. */
export function factText(fact: Fact, actor: string, subject: string): string {
  switch (fact.kind) {
    case 'created':
      return fact.name === null
        ? `${actor} began this conversation`
        : `${actor} made the group “${fact.name}”`
    case 'begun':
      return `${actor} began this interview`
    case 'staged':
      return `${actor} set this stream up`
    case 'renamed':
      return `${actor} named the group “${fact.name}”`
    case 'pictured':
      return `${actor} changed the group’s picture`
    case 'closed':
      return `${actor} closed this room`
    case 'reopened':
      return `${actor} reopened this room`
    case 'changed':
      return `${actor} changed the room`
    case 'joined':
      return `${actor} joined`
    case 'added':
      return `${actor} added ${subject}`
    case 'left':
      return `${actor} left`
    case 'removed':
      return `${actor} removed ${subject}`
    case 'promoted':
      return `${actor} made ${subject} an owner`
    case 'demoted':
      return `${actor} made ${subject} a plain member`
    case 'quieted':
      return `${actor} let ${subject} only read`
  }
}
