import { execFile, spawn } from 'node:child_process'
import { createSocket } from 'node:dgram'
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { PeerConnection, type Track, Video } from 'node-datachannel'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { assemblePlaylist, type MediaServer, type ServerEvent, startMediaServer } from '../index.ts'
import { opened } from '../testing.ts'

const run = promisify(execFile)
const format = 'level-asymmetry-allowed=1;packetization-mode=1;profile-level-id=42e01f'

let folder: string
let server: MediaServer
let ends: (() => void)[]

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'stoa-h264-'))
  const log = { info: () => undefined, warn: () => undefined, error: () => undefined }
  server = await startMediaServer({ udpPort: 0, bindAddress: '127.0.0.1', log })
  ends = []
})

afterEach(async () => {
  for (const end of ends) end()
  await server.close()
  await rm(folder, { recursive: true })
})

/** As OBS does it, which is built on the same library as the server. */
async function peer(media: Video): Promise<{ offer: string; connection: PeerConnection; track: Track }> {
  const connection = new PeerConnection('client', { iceServers: [], bindAddress: '127.0.0.1' })
  ends.push(() => connection.close())
  const track = connection.addTrack(media)
  const { promise, resolve } = Promise.withResolvers<void>()
  connection.onGatheringStateChange((state) => {
    if (state === 'complete') resolve()
  })
  connection.setLocalDescription('offer')
  await promise
  return { offer: connection.localDescription()?.sdp ?? '', connection, track }
}

/** A test picture as H.264 over RTP, one keyframe a second. */
async function picture(onPacket: (packet: Buffer) => void) {
  const socket = createSocket('udp4')
  socket.bind(0, '127.0.0.1')
  await once(socket, 'listening')
  socket.on('message', onPacket)
  const source = ['-re', '-f', 'lavfi', '-i', 'testsrc=size=160x120:rate=10', '-c:v', 'libx264', '-g', '10']
  const coded = [
    '-preset',
    'ultrafast',
    '-tune',
    'zerolatency',
    '-profile:v',
    'baseline',
    '-bsf:v',
    'dump_extra',
  ]
  const sent = ['-payload_type', '96', '-f', 'rtp', `rtp://127.0.0.1:${socket.address().port}?pkt_size=1200`]
  const child = spawn('ffmpeg', [
    '-v',
    'quiet',
    '-nostdin',
    ...source,
    '-pix_fmt',
    'yuv420p',
    ...coded,
    ...sent,
  ])
  ends.push(() => {
    child.kill('SIGKILL')
    socket.close()
  })
}

test('H.264 goes through as it is, to viewers and into the recording', async () => {
  const sending = new Video('0', 'SendOnly')
  sending.addH264Codec(96, format)
  sending.addSSRC(4_242, 'client', 'client', 'video')
  const publisher = await peer(sending)
  const isLive = ({ type }: ServerEvent) => type === 'live'
  const live = Promise.withResolvers<void>()
  server.listen((event) => {
    if (isLive(event)) live.resolve()
  })
  const { answer } = opened(
    await server.publish({ stream: 'h', offer: publisher.offer, type: 'application/sdp' }),
  )
  publisher.connection.setRemoteDescription(answer, 'answer')
  await picture((packet) => {
    if (!publisher.track.isOpen() || packet.length < 12) return
    packet.writeUInt32BE(4_242, 8)
    publisher.track.sendMessageBinary(packet)
  })
  await live.promise
  expect(await server.record('h', folder)).toEqual({ ok: true })

  const receiving = new Video('0', 'RecvOnly')
  receiving.addH264Codec(108, format)
  const viewer = await peer(receiving)
  const got = Promise.withResolvers<Buffer>()
  viewer.track.onMessage((packet) => {
    if (packet.length > 100) got.resolve(packet)
  })
  const watched = opened(await server.watch({ stream: 'h', offer: viewer.offer, type: 'application/sdp' }))
  viewer.connection.setRemoteDescription(watched.answer, 'answer')
  // Under the viewer's own payload type.
  expect((await got.promise).readUInt8(1) & 0x7f).toBe(108)

  for (;;) {
    if ((await assemblePlaylist(folder, { ended: false })).segments >= 2) break
    const { promise, resolve } = Promise.withResolvers<void>()
    await promise.finally(server.listen(({ type }) => type === 'stats' && resolve()))
  }
  await server.stopRecording('h')
  const { duration } = await assemblePlaylist(folder, { ended: true })
  const shown = ['-v', 'error', '-count_frames', '-show_entries', 'stream=codec_name,profile,nb_read_frames']
  const { stdout } = await run('ffprobe', [...shown, '-of', 'csv=p=0', join(folder, 'index.m3u8')])
  // Not coded again: the profile is the publisher's.
  const [line = ''] = stdout.split('\n').filter((each) => each.startsWith('h264'))
  const [, profile, frames] = line.split(',')
  expect(profile).toContain('Baseline')
  expect(Number(frames)).toBeGreaterThan(duration * 8)
}, 90_000)
