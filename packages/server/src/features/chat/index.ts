import type { UserId } from '@stoa/contract/http'
import type { Db } from '../../platform/database/database.ts'
import type { Parts } from '../../platform/feature.ts'
import type { EntryRule, SignalRule } from '../../rooms/index.ts'
import { seedDemo } from './demo.ts'
import { blockChanged } from './directs.ts'
import type { ChatNeeds } from './needs.ts'
import { chatRoutes } from './routes.ts'
import { chatEntries, chatSignals } from './rules.ts'
import { createIndexer } from './search/indexer.ts'
import { sweepJob } from './sweep.ts'

export type { ChatAccounts, ChatNeeds } from './needs.ts'

/** Conversations: direct rooms and groups, messages, and search over them. */
export interface Chat extends Parts {
  /** To be registered with the kernel. */
  readonly entries: readonly EntryRule[]
  readonly signals: readonly SignalRule[]
  /** Closes the direct room of two people while there is a block between them (M5), in the transaction that changed it. */
  blockChanged(
    tx: Db,
    change: { readonly by: UserId; readonly user: UserId; readonly blocked: boolean },
  ): Promise<void>
  /** Gives the demo's people, if there are any, something to read: once. */
  seedDemo(people: readonly UserId[]): Promise<void>
  /** Brings the search index up to date now instead of soon. For an import and for benches: results never depend on it. */
  indexAll(): Promise<void>
}

export function createChat(needs: ChatNeeds): Chat {
  const { rooms } = needs
  const indexer = createIndexer(needs)
  return {
    routes: chatRoutes(needs),
    jobs: [sweepJob(indexer)],
    entries: chatEntries({ ...needs, indexer }),
    signals: chatSignals,
    blockChanged: (tx, change) => blockChanged(rooms, tx, change),
    seedDemo: (people) => seedDemo(needs, people),
    indexAll: () => indexer.indexAll(),
    start: async () => indexer.start(),
  }
}
