import { Fault, type RoomId } from '@stoa/contract/http'
import {
  changeStream as changeRoute,
  createStream as createRoute,
  deleteStream,
  endStream as endRoute,
  getStream,
  inviteCohost as inviteRoute,
  joinStream as joinRoute,
  leaveStream as leaveRoute,
  listStreams,
  listWatchers,
  mediaTicket,
  newStreamKey,
  removeCohost as removeCohostRoute,
  type Stream,
  whip,
} from '@stoa/contract/streams'
import { batched } from '../../platform/database/batched.ts'
import { type BoundRoute, bind } from '../../platform/http/handler.ts'
import { readStays } from './audience/store.ts'
import { inviteCohost, removeCohost } from './cohosts.ts'
import { changeStream, createStream, eraseStream, newKey } from './create.ts'
import { endStream } from './finish.ts'
import { mediaRoutes } from './media-routes.ts'
import type { Needs } from './needs.ts'
import { recordingRoutes } from './recording/routes.ts'
import { type CountedStream, readCounted, readDirectory, readStream } from './store.ts'
import { requireHost } from './stream.ts'
import { toView } from './view.ts'
import { joinStream, leaveStream, openTicket } from './watch.ts'

export function streamRoutes(needs: Needs): BoundRoute[] {
  const view = viewer(needs)
  return [
    ...ownRoutes(needs, view),
    ...cohostRoutes(needs, view),
    ...mediaRoutes(needs),
    ...recordingRoutes(needs),
  ]
}

/** A stream as everybody sees it now. Faults: NOT_FOUND. */
type View = (id: RoomId) => Promise<Stream>

/** A whole audience asks for the same stream at once, whose counting is then one query. */
function viewer({ database, engine, clock }: Needs): View {
  const read = batched<RoomId, CountedStream | undefined>(async (ids) => {
    const found = await readCounted(database.db, [...new Set(ids)])
    return ids.map((id) => found.get(id))
  })
  return async (id) => {
    const stream = await read(id)
    if (stream === undefined) throw new Fault('NOT_FOUND')
    return toView(stream, { engine: engine.kind, now: clock() })
  }
}

function ownRoutes(needs: Needs, view: View): BoundRoute[] {
  const { db } = needs.database
  return [
    bind(createRoute, async ({ body, caller: { user: by } }) =>
      view(await createStream(needs, { ...body, by })),
    ),
    bind(listStreams, async ({ query: { meta, ...query }, caller: { user: viewer } }) => {
      const { status, host, before, limit } = query
      const fields = fieldsOf(meta)
      const found = await readDirectory(db, { viewer, status, host, fields, before, limit })
      const now = needs.clock()
      return { streams: found.map((stream) => toView(stream, { engine: needs.engine.kind, now })) }
    }),
    bind(getStream, ({ params: { stream } }) => view(stream)),
    bind(changeRoute, async ({ params: { stream }, body: change, caller: { user: by } }) => {
      await changeStream(needs, { stream, by, change })
      return view(stream)
    }),
    bind(endRoute, async ({ params: { stream }, caller: by, origin: { address } }) => {
      await endStream(needs, { stream, by, address })
      return view(stream)
    }),
    bind(deleteStream, async ({ params: { stream }, caller: { user: by } }) => {
      await eraseStream(needs, { stream, by })
      return undefined
    }),
    bind(newStreamKey, async ({ params: { stream }, caller: { user: by } }) => ({
      key: await newKey(needs, { stream, by }),
      whip: needs.config.publicUrl + whip.path.replace(':stream', stream),
    })),
    bind(joinRoute, async ({ params: { stream }, caller: { user: by } }) => {
      await joinStream(needs, { stream, by })
      return view(stream)
    }),
    bind(leaveRoute, async ({ params: { stream }, caller: { user: by } }) => {
      await leaveStream(needs, { stream, by })
      return undefined
    }),
    bind(listWatchers, async ({ params: { stream }, query: { limit }, caller: { user } }) => {
      requireHost(await readStream(db, stream), user)
      return { participants: await readStays(db, { stream, limit }) }
    }),
    bind(mediaTicket, ({ params: { stream }, body: { publish }, caller: { user: by } }) =>
      openTicket(needs, { stream, by, publish }),
    ),
  ]
}

function cohostRoutes(needs: Needs, view: View): BoundRoute[] {
  return [
    bind(inviteRoute, async ({ params: { stream, user }, caller: { user: by } }) => {
      await inviteCohost(needs, { stream, user, by })
      return view(stream)
    }),
    bind(removeCohostRoute, async ({ params: { stream, user }, caller: { user: by } }) => {
      await removeCohost(needs, { stream, user, by })
      return view(stream)
    }),
  ]
}

/** `codec:VP8,height:720` → its pairs. Faults: BAD_REQUEST for what is none. */
function fieldsOf(meta: string | undefined): (readonly [string, string])[] {
  if (meta === undefined) return []
  return meta.split(',').map((pair) => {
    const colon = pair.indexOf(':')
    const name = pair.slice(0, colon).trim()
    if (colon < 1 || name === '')
      throw new Fault('BAD_REQUEST', '`meta` must be `field:value` pairs, separated by commas.')
    return [name, pair.slice(colon + 1).trim()] as const
  })
}
