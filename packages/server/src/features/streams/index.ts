import { randomUUID } from 'node:crypto'
import type { UserId } from '@stoa/contract/http'
import type { Db } from '../../platform/database/database.ts'
import type { Parts } from '../../platform/feature.ts'
import type { EntryRule, SignalRule } from '../../rooms/index.ts'
import { createAudience } from './audience/audience.ts'
import { readCarried } from './audience/store.ts'
import { blockChanged } from './blocks.ts'
import { seedDemo } from './demo.ts'
import { type ChosenEngine, chooseEngine } from './engine/create.ts'
import { createOwnEngine } from './engine/own.ts'
import { createEraseJob } from './erase.ts'
import { createLife } from './life.ts'
import type { Needs, StreamNeeds } from './needs.ts'
import { createNodes, type Nodes } from './nodes.ts'
import { createKeeper } from './recording/keeper.ts'
import { createThumbnails } from './recording/thumbnails.ts'
import { streamRoutes } from './routes.ts'
import { streamEntries } from './rules.ts'
import { createSweep } from './sweep.ts'
import { isAllowed } from './watch.ts'

export { recordingFolders } from './recording/folders.ts'

/** Live streams: who is on, who watches, what was recorded. */
export interface Streams extends Parts {
  /** To be registered with the kernel. */
  readonly entries: readonly EntryRule[]
  readonly signals: readonly SignalRule[]
  /** Puts people between whom there is a block now out of each other's streams, with the transaction that set it (M5). */
  blockChanged(
    tx: Db,
    change: { readonly by: UserId; readonly user: UserId; readonly blocked: boolean },
  ): Promise<void>
  /** Gives the demo's people, if there are any, a show to look forward to. */
  seedDemo(people: readonly UserId[]): Promise<void>
  /** Does what is due about streams now, which it does each second by itself: for tests, whose clock moves as they like. */
  sweep(): Promise<void>
  /** Resolves once what the engine told so far is written: for tests. */
  settled(): Promise<void>
}

export async function createStreams(given: StreamNeeds): Promise<Streams> {
  const nodes = createNodes(given)
  const { engine, routes } = await engineOf(given, nodes)
  const needs: Needs = {
    ...given,
    engine,
    nodes,
    keeper: createKeeper({ ...given, engine }),
    thumbnails: createThumbnails({ ...given, ffmpeg: given.config.ffmpeg }),
    eraseJob: createEraseJob(given),
    returnMs: given.config.mediaReturnSeconds * 1000,
  }
  const life = createLife(needs)
  const audience = createAudience(needs)
  const sweep = createSweep({ ...needs, life, audience })

  async function settled(): Promise<void> {
    await life.settled()
    await audience.settled()
  }

  return {
    routes: [...streamRoutes(needs), ...routes],
    jobs: [needs.eraseJob],
    entries: streamEntries,
    signals: [],
    blockChanged: (tx, change) => blockChanged(needs, tx, change),
    seedDemo: (people) => seedDemo(needs, people),
    sweep: () => sweep.run(),
    settled,
    async start() {
      const stopNodes = await nodes.start()
      const stopHearing = engine.listen((event) => {
        if ('viewer' in event) audience.hear(event)
        else life.hear(event)
      })
      const stopEngine = await engine.start()
      const stopSweep = sweep.start()
      return async () => {
        await stopSweep()
        await stopEngine()
        life.stop()
        audience.stop()
        await settled()
        stopHearing()
        await stopNodes()
      }
    },
  }
}

function engineOf(given: StreamNeeds, nodes: Nodes): Promise<ChosenEngine> {
  const { engine, config, cluster, database, folderOf, log, clock, random } = given
  return chooseEngine({
    config,
    builtIn: () =>
      engine ?? createOwnEngine({ config, cluster, nodes, folderOf, newId: randomUUID, log, clock }),
    liveKit: {
      ...{ cluster, clock, log, random },
      recordingFolder: folderOf,
      carried: () => readCarried(database.db),
      allowed: (asked) => isAllowed(given, asked),
    },
  })
}
