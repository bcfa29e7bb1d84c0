import { edit, message, reaction, remove, typing } from '@stoa/contract/chat'
import type { Fault, RoomId } from '@stoa/contract/http'
import type { OpenConversation } from '../api.ts'
import type { Connection } from '../connection/connection.ts'
import type { NewOutgoing, Outbox } from '../outbox/outbox.ts'
import type { Time } from '../time/time.ts'
import { createKeystrokes } from './keystrokes.ts'

export interface WritingOptions {
  readonly room: RoomId
  readonly ask: Connection['ask']
  readonly time: Time
  readonly outbox: Pick<Outbox, 'add' | 'retry' | 'discard'>
  /** What a forwarded message will look like, where its source is at hand. */
  readonly preview: (from: { readonly room: RoomId; readonly seq: number }) => NewOutgoing['preview']
}

type Acts = 'send' | 'forward' | 'edit' | 'remove' | 'react' | 'retry' | 'discard' | 'typing'

/** What a person does in a conversation. All but typing goes by way of the outbox. */
export interface Writing {
  readonly acts: Pick<OpenConversation, Acts>
  /** Changes refused for good, by the seq they were about, until something else is tried there. */
  readonly refusals: ReadonlyMap<number, Fault>
  refused(about: number, fault: Fault): void
  stop(): void
}

export function createWriting({ room, ask, time, outbox, preview }: WritingOptions): Writing {
  let refusals: ReadonlyMap<number, Fault> = new Map()
  const keystrokes = createKeystrokes(time, (isTyping) => {
    // A signal may be lost: nobody waits for it and nobody is told.
    ask('signal', { room, type: typing.name, body: { typing: isTyping } }).catch(() => {})
  })

  function change(type: string, about: number, body: unknown): void {
    if (refusals.has(about)) refusals = new Map([...refusals].filter(([seq]) => seq !== about))
    outbox.add({ room, type, body, about })
  }

  return {
    acts: {
      send({ text, replyTo }) {
        keystrokes.done()
        const body = replyTo === undefined ? { text } : { text, replyTo }
        outbox.add({ room, type: message.name, body })
      },
      forward(from) {
        outbox.add({ room, type: message.name, body: { forward: from }, preview: preview(from) })
      },
      edit: (seq, text) => change(edit.name, seq, { text }),
      remove: (seq) => change(remove.name, seq, {}),
      react: (seq, emoji) => change(reaction.name, seq, { emoji }),
      retry: outbox.retry,
      discard: outbox.discard,
      typing: keystrokes.pressed,
    },
    get refusals() {
      return refusals
    },
    refused(about, fault) {
      refusals = new Map(refusals).set(about, fault)
    },
    stop: keystrokes.stop,
  }
}
