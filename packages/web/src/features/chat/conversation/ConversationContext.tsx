import type { LiveMessage, LiveRoom, OpenConversation } from '@stoa/client'
import type { UserId } from '@stoa/contract/http'
import { createContext, use } from 'react'

/** Where a menu or a picker opens: at an element, or where a finger or pointer was. */
export type Anchor = Element | { getBoundingClientRect(): DOMRect }

/** What can be asked of a message, by its menu, its toolbar and the keyboard alike. */
export interface MessageActions {
  reply(item: LiveMessage): void
  edit(item: LiveMessage): void
  askRemove(item: LiveMessage): void
  /** Undefined where nothing may be taken elsewhere. */
  readonly forward: ((item: LiveMessage) => void) | undefined
  info(item: LiveMessage): void
  copy(item: LiveMessage): void
  react(item: LiveMessage, emoji: string): void
  /** Opens the emoji picker for a reaction. */
  pick(item: LiveMessage, anchor: Anchor): void
  menu(item: LiveMessage, anchor: Anchor): void
  /** Shows the message with this seq, loading its surroundings where needed. */
  jump(seq: number): void
  person(user: UserId): void
}

export interface ConversationScope {
  readonly room: LiveRoom
  readonly opened: OpenConversation
  readonly actions: MessageActions
}

export const ConversationContext = createContext<ConversationScope | undefined>(undefined)

export function useScope(): ConversationScope {
  const scope = use(ConversationContext)
  if (scope === undefined) throw new Error('useScope needs a ConversationContext above it')
  return scope
}
