import { emoteSent, emoteTally, momentFound, momentGrown } from '@stoa/contract/emotes'
import { Fault, type RoomId } from '@stoa/contract/http'
import type { RoomKind } from '@stoa/contract/rooms'
import type * as z from 'zod'
import type { Caller } from '../../platform/http/handler.ts'
import { type EntryRule, entryRule, type SignalRule, signalRule } from '../../rooms/index.ts'
import type { EmoteLog } from './log/log.ts'
import type { EmoteMetrics } from './metrics.ts'
import type { InForce, Settings } from './settings/settings.ts'
import type { Tallies } from './tally.ts'

const kinds: readonly RoomKind[] = ['stream']

/** Made by the server alone. */
export const emoteEntries: readonly EntryRule[] = [
  entryRule({ type: momentFound, kinds }),
  entryRule({ type: momentGrown, kinds }),
]

export interface IngestNeeds {
  readonly settings: Settings
  readonly tallies: Tallies
  readonly emotes: EmoteLog
  readonly metrics: EmoteMetrics
}

type Sent = z.output<typeof emoteSent.body>

const listOf = (body: Sent): readonly string[] => ('emote' in body ? [body.emote] : body.emotes)

/** Takes what viewers send: it is counted and put into the log, and shown to nobody by itself (E1, E2). */
export function emoteSignals({ settings, tallies, emotes, metrics }: IngestNeeds): readonly SignalRule[] {
  function take(
    inForce: InForce,
    sent: readonly string[],
    { room, sender: { user }, at }: { readonly room: RoomId; readonly sender: Caller; readonly at: number },
  ): void {
    if (!sent.every((emote) => inForce.allowed.has(emote)))
      throw new Fault('BAD_REQUEST', 'This stream has other emotes.', {
        details: { allowed: inForce.allowedEmotes },
      })
    metrics.taken.inc(sent.length)
    for (const emote of sent) {
      tallies.add(room, emote)
      emotes.append({ stream: room, user, emote, at })
    }
  }

  return [
    signalRule({
      type: emoteSent,
      kinds,
      points: (body) => listOf(body).length,
      consume(body, from) {
        const inForce = settings.known(from.room)
        if (inForce !== undefined) return take(inForce, listOf(body), from)
        return settings.load(from.room).then((loaded) => take(loaded, listOf(body), from))
      },
    }),
    signalRule({ type: emoteTally, kinds }),
  ]
}
