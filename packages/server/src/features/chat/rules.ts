import { edit, message, reaction, remove, typing } from '@stoa/contract/chat'
import { Fault } from '@stoa/contract/http'
import type { RoomKind } from '@stoa/contract/rooms'
import {
  type Appended,
  type CheckFacts,
  type EntryRule,
  entryRule,
  type Rooms,
  type SignalRule,
  signalRule,
} from '../../rooms/index.ts'
import { type ComposeNeeds, compose } from './compose.ts'
import { deleteTerms } from './search/index-store.ts'
import type { Indexer } from './search/indexer.ts'

export interface RuleNeeds extends ComposeNeeds {
  readonly rooms: Pick<Rooms, 'items' | 'membership' | 'redact'>
  readonly indexer: Pick<Indexer, 'touch'>
}

/** The rooms that people chat in. Whoever may only read there may talk all the same. */
const kinds: readonly RoomKind[] = ['call', 'direct', 'group', 'interview', 'stream']
/** Not in an audience, where somebody always types. */
const typed: readonly RoomKind[] = kinds.filter((kind) => kind !== 'stream')

export function chatEntries(needs: RuleNeeds): EntryRule[] {
  const touch = (appended: readonly Appended[]) => needs.indexer.touch(appended.map((one) => one.room))
  return [
    entryRule({
      type: message,
      kinds,
      readers: true,
      prepare: (sent, from) => compose(needs, sent, from),
      committed: touch,
    }),
    entryRule({
      type: edit,
      kinds,
      readers: true,
      check: (_, facts) => requireAuthor(liveMessage(facts), facts),
      committed: touch,
    }),
    entryRule({
      type: remove,
      kinds,
      readers: true,
      check(_, facts) {
        const target = liveMessage(facts)
        // A moderator is a member here, as every sender is: whoever cannot see a room cannot act in it.
        if (!moderates(facts)) requireAuthor(target, facts)
      },
      async apply(tx, appended) {
        const targets = appended.flatMap(({ room, entry }) =>
          entry.about === null ? [] : [{ room, seq: entry.about }],
        )
        await needs.rooms.redact(tx, targets)
        await deleteTerms(tx, targets)
      },
    }),
    entryRule({ type: reaction, kinds, readers: true, check: (_, facts) => void liveMessage(facts) }),
  ]
}

export const chatSignals: readonly SignalRule[] = [signalRule({ type: typing, kinds: typed })]

type Target = NonNullable<CheckFacts['about']>

/** The message an entry is about, if it is one and not deleted. */
function liveMessage({ about }: CheckFacts): Target {
  if (about?.type !== message.name) throw new Fault('BAD_REQUEST', '`about` must be the seq of a message.')
  if (about.body === null) throw new Fault('GONE', 'This message was deleted.')
  return about
}

function requireAuthor(target: Target, { sender }: CheckFacts): void {
  if (target.author !== sender.user) throw new Fault('NOT_ALLOWED', 'Only its author may do this.')
}

/** Moderators do everywhere, and the host of a stream in its chat. */
function moderates({ sender, room, role }: CheckFacts): boolean {
  if (sender.role === 'moderator' || sender.role === 'admin') return true
  return room.kind === 'stream' && role === 'owner'
}
