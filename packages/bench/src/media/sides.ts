import { startMediaServer } from '@stoa/media'
import { startLiveKit } from '@stoa/testkit'
import { AccessToken } from 'livekit-server-sdk'

export type SideName = 'stoa' | 'livekit'

/** A media server under measurement. */
export interface Side {
  /** The process that carries media. */
  readonly pid: number
  /** Answers to offers. */
  publish(offer: string): Promise<string>
  watch(offer: string): Promise<string>
  stop(): Promise<void>
}

const type = 'application/sdp'
const stream = 'bench'

export function startSide(name: SideName): Promise<Side> {
  return name === 'stoa' ? startStoaMedia() : startPeer()
}

async function startStoaMedia(): Promise<Side> {
  const complain = (fields: object, message: string) => console.error(message, fields)
  const log = { info: () => undefined, warn: complain, error: complain }
  const server = await startMediaServer({ udpPort: 0, bindAddress: '127.0.0.1', log })
  const answered = (outcome: Awaited<ReturnType<typeof server.watch>>) => {
    if (!outcome.ok) throw new Error(`${outcome.code}: ${outcome.message}`)
    return outcome.answer
  }
  return {
    get pid() {
      if (server.pid === undefined) throw new Error('the media process is gone')
      return server.pid
    },
    publish: async (offer) => answered(await server.publish({ stream, offer, type })),
    watch: async (offer) => answered(await server.watch({ stream, offer, type })),
    stop: () => server.close(),
  }
}

/**
 * LiveKit, published to by its WHIP endpoint. Viewers come in by the same one: it also lets an offer subscribe to tracks by their names, so that the
 * viewers are the same processes with the same offers on both sides.
 */
async function startPeer(): Promise<Side> {
  const server = await startLiveKit()
  const { livekitUrl, livekitApiKey, livekitApiSecret } = server.settings
  let viewers = 0

  async function ask(identity: string, offer: string, headers: Record<string, string>): Promise<string> {
    const publishing = identity === stream
    const token = new AccessToken(livekitApiKey, livekitApiSecret, { identity })
    token.addGrant({
      ...{ room: stream, roomJoin: true, hidden: !publishing },
      ...{ canPublish: publishing, canSubscribe: !publishing, canPublishData: false },
    })
    const response = await fetch(`${livekitUrl.replace(/^ws/, 'http')}/whip/v1`, {
      method: 'POST',
      headers: { authorization: `Bearer ${await token.toJwt()}`, 'content-type': type, ...headers },
      body: offer,
    })
    const body = await response.text()
    if (response.status !== 201) throw new Error(`LiveKit: ${response.status} ${body}`)
    return body
  }
  const wanted = { [stream]: ['synthesized-camera', 'synthesized-microphone'] }
  const info = JSON.stringify({ subscribedParticipantTrackNames: wanted })
  return {
    pid: server.pid,
    publish: (offer) => ask(stream, offer, {}),
    watch(offer) {
      viewers += 1
      return ask(`viewer-${viewers}`, offer, { 'x-livekit-clientinfo': info })
    },
    stop: () => server.stop('SIGKILL'),
  }
}
