import { Item, Message } from '@stoa/contract/chat'
import type { RoomId } from '@stoa/contract/http'
import { Cursor, Member, Seq } from '@stoa/contract/rooms'
import * as z from 'zod'
import type { Storage } from '../storage/storage.ts'

/** The newest part of a conversation, kept so that it can be read without a network. */
export const KeptPage = z.object({
  head: Cursor,
  items: z.array(Item),
  quotes: z.array(Message),
  before: Seq.nullable(),
  members: z.array(Member),
})
export type KeptPage = z.output<typeof KeptPage>

export interface KeptPages {
  read(room: RoomId): Promise<KeptPage | undefined>
  write(room: RoomId, page: KeptPage): Promise<void>
  forget(room: RoomId): Promise<void>
}

export function createKeptPages(storage: Storage, user: string): KeptPages {
  const key = (room: RoomId) => `${user}/${room}`
  return {
    async read(room) {
      const page = KeptPage.safeParse(await storage.get('pages', key(room)))
      return page.success ? page.data : undefined
    },
    write: (room, page) => storage.put('pages', key(room), page),
    forget: (room) => storage.delete('pages', key(room)),
  }
}
