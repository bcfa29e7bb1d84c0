import { endMedia, patchMedia, whep, whip } from '@stoa/contract/streams'
import { type BoundRoute, bindRaw, type Origin, type RawReply } from '../../platform/http/handler.ts'
import type { MediaSession, Offer } from './engine/engine.ts'
import type { Needs } from './needs.ts'
import { publish } from './publish.ts'
import { openViewing } from './watch.ts'

/** WHIP (RFC 9725) and WHEP, which players of any page may speak. */
export function mediaRoutes(needs: Needs): BoundRoute[] {
  const { engine } = needs
  const foreign = { foreign: true } as const
  return [
    bindRaw(
      whip,
      async ({ params: { stream }, body, caller, origin }) => {
        const given = { stream, caller: caller?.user ?? null, bearer: bearerOf(origin) }
        return opened(await publish(needs, { ...given, offer: offerOf(body, origin) }))
      },
      foreign,
    ),
    bindRaw(
      whep,
      async ({ params: { stream }, query: { publisher }, body, caller: { user: by }, origin }) =>
        opened(await openViewing(needs, { stream, publisher, by, offer: offerOf(body, origin) })),
      foreign,
    ),
    bindRaw(
      patchMedia,
      async ({ params: { session }, body, origin }) => {
        const { sdp, type } = offerOf(body, origin)
        const ifMatch = origin.header('if-match')
        const patched = await engine.patch({ session, body: sdp, type, ifMatch })
        return {
          ...reply(patched.body, 'application/trickle-ice-sdpfrag'),
          status: patched.status,
          headers: patched.etag === null ? {} : { etag: patched.etag },
        }
      },
      foreign,
    ),
    bindRaw(
      endMedia,
      async ({ params: { session } }) => {
        await engine.end(session)
        // Some publishing programs take nothing but 200 for a good end.
        return { ...reply(null, ''), status: 200 }
      },
      foreign,
    ),
  ]
}

function bearerOf(origin: Origin): string | null {
  return /^bearer +([^\s]{1,4096})$/i.exec(origin.header('authorization') ?? '')?.[1] ?? null
}

function offerOf(body: Uint8Array, origin: Origin): Offer {
  return { sdp: new TextDecoder().decode(body), type: origin.header('content-type') ?? '' }
}

function opened({ id, etag, answer }: MediaSession): RawReply {
  return {
    ...reply(answer, 'application/sdp'),
    status: 201,
    headers: {
      location: endMedia.path.replace(':session', id),
      etag,
      'accept-patch': 'application/trickle-ice-sdpfrag',
    },
  }
}

function reply(body: string | null, type: string): RawReply {
  return {
    contentType: body === null ? null : type,
    bytes: new TextEncoder().encode(body ?? ''),
    cache: 'no-store',
  }
}
