import { randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { appendFile, mkdir, writeFile } from 'node:fs/promises'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { dirname, join } from 'node:path'
import { text } from 'node:stream/consumers'
import { jwtVerify } from 'jose'
import * as z from 'zod'

/** A recording as LiveKit's API has it, as far as anybody here looks. */
export interface Egress {
  readonly egressId: string
  readonly roomName: string
  readonly identity: string
  /** Where its playlist and its segments go, in its own folders. */
  readonly playlistName: string
  readonly filenamePrefix: string
  readonly segmentDuration: number
  status: 'EGRESS_STARTING' | 'EGRESS_ACTIVE' | 'EGRESS_ENDING' | 'EGRESS_COMPLETE' | 'EGRESS_FAILED'
}

/**
 * LiveKit's egress API for tests: the real one records with GStreamer in a container of its own. It takes the requests of the SDK over real HTTP (Twirp in
 * JSON), looks at their tokens, and writes playlists as the real one's source does; the segments in them are not playable.
 */
export interface EgressServer {
  /** For `LIVEKIT_URL`, `LIVEKIT_API_KEY`, `LIVEKIT_API_SECRET` and `LIVEKIT_EGRESS_FOLDER`. */
  readonly settings: {
    readonly livekitUrl: string
    readonly livekitApiKey: string
    readonly livekitApiSecret: string
    readonly livekitEgressFolder: string
  }
  /** Newest last. */
  readonly egresses: readonly Egress[]
  /** Writes a whole segment that began then. */
  write(egress: Egress, startedAt: number): Promise<void>
  /** From now on everything is refused as where no egress service is connected; null takes requests again. */
  refuse(code: string | null): void
  stop(): Promise<void>
}

const Start = z.object({
  roomName: z.string(),
  identity: z.string(),
  segmentOutputs: z
    .array(
      z.object({
        filenamePrefix: z.string(),
        playlistName: z.string(),
        segmentDuration: z.number().default(4),
      }),
    )
    .length(1),
})

/** @param mounted the folder that it calls `folder` */
export async function startEgress(options: {
  readonly folder: string
  readonly mounted: string
}): Promise<EgressServer> {
  const { folder, mounted } = options
  const key = `key${randomBytes(6).toString('hex')}`
  const secret = randomBytes(24).toString('hex')
  const egresses: Egress[] = []
  const counts = new Map<Egress, number>()
  let refusal: string | null = null

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const body: unknown = JSON.parse(await text(request))
    const reply = (status: number, json: unknown) => {
      response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(json))
    }
    const refuse = (status: number, code: string) => reply(status, { code, msg: `refused: ${code}` })
    if (!(await mayRecord(request))) return refuse(401, 'unauthenticated')
    if (refusal !== null) return refuse(503, refusal)
    switch (request.url) {
      case '/twirp/livekit.Egress/StartParticipantEgress': {
        const { roomName, identity, segmentOutputs } = Start.parse(body)
        const [output] = segmentOutputs
        if (output === undefined) return refuse(400, 'invalid_argument')
        const egressId = `EG_${randomBytes(6).toString('hex')}`
        const egress: Egress = { egressId, roomName, identity, ...output, status: 'EGRESS_STARTING' }
        egresses.push(egress)
        return reply(200, shown(egress))
      }
      case '/twirp/livekit.Egress/StopEgress': {
        const { egressId } = z.object({ egressId: z.string() }).parse(body)
        const egress = egresses.find((one) => one.egressId === egressId)
        if (egress === undefined) return refuse(404, 'not_found')
        egress.status = 'EGRESS_ENDING'
        return reply(200, shown(egress))
      }
      case '/twirp/livekit.Egress/ListEgress': {
        const { roomName } = z.object({ roomName: z.string() }).parse(body)
        const items = egresses.filter((one) => one.roomName === roomName).map(shown)
        // What is being finished is finished by the time somebody has looked.
        for (const egress of egresses)
          if (egress.status === 'EGRESS_ENDING') egress.status = 'EGRESS_COMPLETE'
        return reply(200, { items })
      }
      default:
        return refuse(404, 'bad_route')
    }
  }

  async function mayRecord({ headers }: IncomingMessage): Promise<boolean> {
    const token = /^Bearer (.+)$/.exec(headers.authorization ?? '')?.[1] ?? ''
    try {
      const { payload } = await jwtVerify(token, Buffer.from(secret), { issuer: key })
      return z.object({ video: z.object({ roomRecord: z.literal(true) }) }).safeParse(payload).success
    } catch {
      return false
    }
  }

  const server = createServer((request, response) => {
    answer(request, response).catch(() => response.destroy())
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  return {
    settings: {
      livekitUrl: `ws://127.0.0.1:${port}`,
      livekitApiKey: key,
      livekitApiSecret: secret,
      livekitEgressFolder: folder,
    },
    egresses,
    async write(egress, startedAt) {
      const here = (path: string) => join(mounted, path.slice(folder.length))
      const count = counts.get(egress) ?? 0
      counts.set(egress, count + 1)
      const segment = `${here(egress.filenamePrefix)}_${String(count).padStart(5, '0')}.ts`
      const playlist = here(egress.playlistName)
      await mkdir(dirname(segment), { recursive: true })
      await writeFile(segment, 'a segment')
      if (count === 0) await writeFile(playlist, head(egress.segmentDuration))
      const time = `#EXT-X-PROGRAM-DATE-TIME:${new Date(startedAt).toISOString()}`
      const name = segment.slice(dirname(segment).length + 1)
      await appendFile(playlist, `${time}\n#EXTINF:${egress.segmentDuration}\n${name}\n`)
      egress.status = 'EGRESS_ACTIVE'
    },
    refuse(code) {
      refusal = code
    },
    async stop() {
      server.closeAllConnections()
      server.close()
      await once(server, 'close')
    },
  }
}

function shown({ egressId, roomName, status }: Egress) {
  return { egressId, roomName, status }
}

/** As `pkg/pipeline/sink/m3u8/writer.go` of livekit/egress writes it. */
function head(seconds: number): string {
  const lines = ['#EXTM3U', '#EXT-X-VERSION:4', '#EXT-X-PLAYLIST-TYPE:EVENT', '#EXT-X-ALLOW-CACHE:NO']
  return [...lines, '#EXT-X-MEDIA-SEQUENCE:0', `#EXT-X-TARGETDURATION:${seconds}`, ''].join('\n')
}
