import type { RoomId } from '@stoa/contract/http'
import type { Clock } from '../../../platform/clock/clock.ts'
import type { Cluster } from '../../../platform/cluster/cluster.ts'
import type { Log } from '../../../platform/database/database.ts'
import type { Nodes } from '../nodes.ts'
import { createBuiltInEngine } from './built-in.ts'
import type { MediaEngine } from './engine.ts'
import { spreadEngine } from './spread.ts'

/** The settings of these names. */
export interface OwnEngineConfig {
  readonly mediaUdpPort: number
  readonly mediaBind?: string | undefined
  readonly mediaPublicAddress?: string | undefined
  readonly mediaReturnSeconds: number
  readonly mediaKilobits: number
  readonly ffmpeg: string
}

/** The built-in engine, on this node and all others. */
export function createOwnEngine({
  config,
  cluster,
  nodes,
  folderOf,
  newId,
  log,
  clock,
}: {
  readonly config: OwnEngineConfig
  readonly cluster: Cluster
  readonly nodes: Pick<Nodes, 'alive'>
  readonly folderOf: (stream: RoomId) => string
  readonly newId: () => string
  readonly log: Log
  readonly clock: Clock
}): MediaEngine {
  const engine = createBuiltInEngine({
    udpPort: config.mediaUdpPort,
    bind: config.mediaBind,
    publicAddress: config.mediaPublicAddress,
    ffmpeg: config.ffmpeg,
    returnMs: config.mediaReturnSeconds * 1000,
    bitrate: config.mediaKilobits * 1000,
    ...{ folderOf, log, clock },
  })
  return spreadEngine({ engine, cluster, nodes, newId, log })
}
