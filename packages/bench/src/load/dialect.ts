import { message } from '@stoa/contract/chat'

/** Messages of one room as a packet brought them: contiguous, beginning at `first`. */
export interface Packet {
  readonly room: string
  readonly first: number
  /** What their senders called them. */
  readonly ids: readonly string[]
}

/** How a server is talked to. Both speak Socket.IO; they differ in what they call things. */
export interface Dialect {
  readonly subscribe: (room: string, after: number) => readonly [event: string, ...args: unknown[]]
  readonly send: (
    room: string,
    message: { id: string; text: string },
  ) => readonly [event: string, ...args: unknown[]]
  /** What a packet of messages begins with, up to the room's id. */
  readonly prefix: string
  /** The messages in an event of that prefix. */
  readonly read: (event: unknown) => Packet
}

export type DialectName = keyof typeof dialects

export const dialects = {
  stoa: {
    subscribe: (room, after) => ['subscribe', { room, after }],
    send: (room, { id, text }) => ['send', { room, type: message.name, clientId: id, body: { text } }],
    prefix: '["entries",{"room":"',
    read(event) {
      const [, { room, entries }] = event as [
        string,
        { room: string; entries: { seq: number; clientId: string }[] },
      ]
      const first = entries[0]?.seq ?? 0
      entries.forEach(({ seq }, index) => {
        if (seq !== first + index) throw new Error(`a packet goes from ${first + index - 1} to ${seq}`)
      })
      return { room, first, ids: entries.map((entry) => entry.clientId) }
    },
  },
  naive: {
    subscribe: (room) => ['join', room],
    send: (room, { id, text }) => ['message', { room, id, text }],
    prefix: '["message",{"room":"',
    read(event) {
      const [, { room, seq, id }] = event as [string, { room: string; seq: number; id: string }]
      return { room, first: seq, ids: [id] }
    },
  },
} as const satisfies Record<string, Dialect>
