import { callChanged, callHeld, media, peer } from '@stoa/contract/calls'
import type { RoomKind } from '@stoa/contract/rooms'
import { type EntryRule, entryRule, type SignalRule, signalRule } from '../../rooms/index.ts'

const kinds: readonly RoomKind[] = ['call']

/** Made by the server alone. */
export const callEntries: readonly EntryRule[] = [
  entryRule({ type: callChanged, kinds }),
  entryRule({ type: callHeld, kinds }),
]

/** What the two tell each other to connect (C4). */
export const callSignals: readonly SignalRule[] = [
  signalRule({ type: peer, kinds }),
  signalRule({ type: media, kinds }),
]
