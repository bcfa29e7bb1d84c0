import type { Message } from '@stoa/contract/chat'
import { UserId } from '@stoa/contract/http'

export interface ReactionChip {
  readonly emoji: string
  readonly by: readonly UserId[]
  readonly own: boolean
}

/** Reactions by emoji, the most used first, then in the order they came. */
export function chipsOf(reactions: Message['reactions'], me: UserId): ReactionChip[] {
  const byEmoji = new Map<string, UserId[]>()
  for (const [who, emoji] of Object.entries(reactions)) {
    const user = UserId.parse(who)
    const users = byEmoji.get(emoji)
    if (users === undefined) byEmoji.set(emoji, [user])
    else users.push(user)
  }
  return [...byEmoji]
    .map(([emoji, by]) => ({ emoji, by, own: by.includes(me) }))
    .sort((one, other) => other.by.length - one.by.length)
}
