import { streamChanged } from '@stoa/contract/streams'
import { type EntryRule, entryRule } from '../../rooms/index.ts'

/** Made by the server alone. */
export const streamEntries: readonly EntryRule[] = [entryRule({ type: streamChanged, kinds: ['stream'] })]
