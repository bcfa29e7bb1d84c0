import { defaultEmotes, type EmoteSettings } from '@stoa/contract/emotes'
import type { RoomId } from '@stoa/contract/http'
import type { Bus } from '../../../platform/cluster/cluster.ts'
import { batched } from '../../../platform/database/batched.ts'
import type { Database, Log } from '../../../platform/database/database.ts'
import { every } from '../every.ts'
import { everywhere, readChanges, readHead, readSettings, type SettingsRow, saveSettings } from './store.ts'

/** What holds for one stream, or for all that have none of their own. */
export interface InForce extends EmoteSettings {
  /** The allowed emotes, to look one up. */
  readonly allowed: ReadonlySet<string>
}

/**
 * The settings as this node knows them (E6). A change reaches it over the bus at once; what the bus lost is found within a second in the
 * database.
 */
export interface Settings {
  /** Undefined where they must be `load`ed first. */
  known(stream: RoomId): InForce | undefined
  /** Of a stream, or of all that have none of their own. */
  load(stream?: RoomId): Promise<InForce>
  /** Grows when anything changes. */
  readonly revision: number
  /** Sets what is given for a stream, or for all that have none of their own, here at once and on the other nodes within 2 s. */
  change(options: {
    readonly stream: RoomId | undefined
    readonly set: Partial<EmoteSettings>
    /** What else belongs to the change. */
    readonly within?: (tx: Database['db']) => Promise<void>
  }): Promise<InForce>
  /** Looks for changes. */
  refresh(): Promise<void>
  start(): Promise<() => Promise<void>>
}

const usual: EmoteSettings = { interval: 30, threshold: 0.3, allowedEmotes: [...defaultEmotes] }
const topic = 'emotes:settings'
/** Streams remembered; beyond, all are forgotten and read again as they are needed. */
const remembered = 10_000
/** Milliseconds between looks for what the bus lost: well below the 2 s of E6. */
export const lookEvery = 1000

export function createSettings({
  database,
  bus,
  log,
}: {
  readonly database: Database
  readonly bus: Bus
  readonly log: Log
}): Settings {
  const { db } = database
  const rows = new Map<RoomId, SettingsRow | null>()
  const resolved = new Map<RoomId, InForce>()
  let general: SettingsRow | undefined
  /** Changes up to here are known; null before anything is. */
  let version: number | null = null
  let revision = 0
  let refreshing: Promise<void> | null = null
  let again = false

  const read = batched(async (streams: readonly RoomId[]) => {
    const found = new Map((await readSettings(db, streams)).map((row) => [row.stream, row]))
    return streams.map((stream) => found.get(stream) ?? null)
  })

  function resolve(row: SettingsRow | null): InForce {
    const allowedEmotes = [...(row?.allowed ?? general?.allowed ?? usual.allowedEmotes)]
    return {
      interval: row?.interval ?? general?.interval ?? usual.interval,
      threshold: row?.threshold ?? general?.threshold ?? usual.threshold,
      allowedEmotes,
      allowed: new Set(allowedEmotes),
    }
  }

  /** What a read brought may be older than what a change did. */
  function learn(stream: RoomId, row: SettingsRow | null): void {
    const old = rows.get(stream)
    if (old !== undefined && (old?.version ?? 0) >= (row?.version ?? 0)) return
    if (rows.size >= remembered) {
      rows.clear()
      resolved.clear()
    }
    rows.set(stream, row)
    resolved.delete(stream)
  }

  async function look(): Promise<void> {
    if (version === null) {
      const head = await readHead(db)
      general = head.row
      version = head.version
    }
    for (const row of await readChanges(db, version)) {
      version = Math.max(version, row.version)
      revision += 1
      if (row.stream !== everywhere) learn(row.stream, row)
      else {
        general = row
        resolved.clear()
      }
    }
  }

  /** One look at a time; whoever asks during one waits for one that begins after it. */
  async function refresh(): Promise<void> {
    if (refreshing !== null) {
      again = true
      return refreshing
    }
    refreshing = (async () => {
      do {
        again = false
        await look()
      } while (again)
    })().finally(() => {
      refreshing = null
    })
    return refreshing
  }

  function known(stream: RoomId): InForce | undefined {
    const found = resolved.get(stream)
    if (found !== undefined) return found
    const row = rows.get(stream)
    if (row === undefined || version === null) return undefined
    const made = resolve(row)
    resolved.set(stream, made)
    return made
  }

  async function load(stream?: RoomId): Promise<InForce> {
    if (version === null) await refresh()
    if (stream === undefined) return resolve(null)
    if (!rows.has(stream)) learn(stream, await read(stream))
    return known(stream) ?? resolve(null)
  }

  return {
    known,
    load,
    refresh,
    get revision() {
      return revision
    },
    async change({ stream, set, within }) {
      await database.transaction(async (tx) => {
        await saveSettings(tx, stream ?? everywhere, set)
        await within?.(tx)
        database.afterCommit(tx, () => bus.publish(topic, null))
      })
      await refresh()
      return load(stream)
    },
    async start() {
      const unsubscribe = await bus.subscribe(topic, () => {
        refresh().catch((error: unknown) => log.warn({ err: error }, 'changed emote settings were not read'))
      })
      const stop = every({ pause: lookEvery, log, says: 'emote settings cannot be read' }, refresh)
      return async () => {
        unsubscribe()
        await stop()
      }
    },
  }
}
