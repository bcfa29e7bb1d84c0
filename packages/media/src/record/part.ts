import type { ChildProcess } from 'node:child_process'
import { createSocket } from 'node:dgram'
import { once } from 'node:events'
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import type { Lane } from '../forward/lane.ts'
import { createSender, type Sender } from '../forward/sender.ts'
import { writeBye } from '../rtp/rtcp.ts'
import { describeInputs, recordedTypes, startFfmpeg, stopFfmpeg } from './ffmpeg.ts'

const stopWithinMs = 10_000

export interface Part {
  /** Lets ffmpeg finish the last segment. */
  stop(): Promise<void>
}

export interface PartOptions {
  readonly program: string
  /** An empty folder of its own. */
  readonly folder: string
  readonly lanes: ReadonlyMap<'audio' | 'video', Lane>
  readonly needKeyframe: () => void
  /** It ended although nobody stopped it; its last words. */
  readonly onFailed: (words: string) => void
}

/** One unbroken stretch of a recording: the stream's packets sent to an ffmpeg of its own, as to a viewer. */
export async function startPart(options: PartOptions): Promise<Part> {
  const { program, folder, lanes, needKeyframe, onFailed } = options
  const socket = createSocket('udp4')
  socket.bind(0, '127.0.0.1')
  await once(socket, 'listening')
  const ports = { video: await freePort(), audio: await freePort() }
  const [video, audio] = [lanes.get('video'), lanes.get('audio')]
  const codecs = {
    ...(video && { video: video.codec.name }),
    ...(audio && { audio: audio.codec.name }),
  }
  const formats = { video: video?.codec.format ?? '', audio: audio?.codec.format ?? '' }
  await writeFile(join(folder, 'input.sdp'), describeInputs({ codecs, formats, ports }))
  const child = startFfmpeg(program, folder, codecs)
  const words: string[] = []
  let writing = false
  let stopped = false
  listen(child, words, () => {
    writing = true
  })

  const senders = [...lanes.values()].map((lane): { lane: Lane; sender: Sender } => ({
    lane,
    sender: createSender({
      ssrc: 1 + lane.codec.payloadType,
      payloadType: recordedTypes[lane.kind],
      sequenceBase: 0,
      timestampBase: 0,
      // The socket keeps what it is given until it is sent, and this buffer is written over.
      write: (bytes) => socket.send(Buffer.from(bytes), ports[lane.kind], '127.0.0.1'),
    }),
  }))
  for (const { lane, sender } of senders) lane.senders.add(sender)
  // ffmpeg takes a while to listen, and needs a keyframe to begin; a copied stream is cut at keyframes alone.
  const copied = codecs.video === 'H264'
  let seconds = 0
  const asking = setInterval(() => {
    seconds += 1
    if (video && (!writing || (copied && seconds % 2 === 0))) needKeyframe()
  }, 1_000)

  function letGo() {
    clearInterval(asking)
    for (const { lane, sender } of senders) lane.senders.delete(sender)
  }
  /** Behind the last packet of each, so that ffmpeg ends when it has written them all. */
  async function sayGoodbye() {
    await Promise.all(
      senders.map(({ lane, sender }) => {
        const { promise, resolve } = Promise.withResolvers<void>()
        socket.send(writeBye(sender.ssrc), ports[lane.kind], '127.0.0.1', () => resolve())
        return promise
      }),
    )
  }
  const failed = (last: string) => {
    if (stopped) return
    stopped = true
    letGo()
    socket.close()
    onFailed(last)
  }
  child.once('error', (error) => failed(error.message))
  child.once('exit', () => failed(words.join(' | ')))

  return {
    async stop() {
      if (stopped) return
      stopped = true
      letGo()
      await sayGoodbye()
      await stopFfmpeg(child, stopWithinMs)
      socket.close()
    },
  }
}

function listen(child: ChildProcess, words: string[], onOutput: () => void) {
  if (child.stderr === null) return
  createInterface({ input: child.stderr }).on('line', (line) => {
    if (line.startsWith('Output #0')) onOutput()
    words.push(line)
    if (words.length > 6) words.shift()
  })
}

/** Even, with the next one likely free too: ffmpeg takes both, though all comes to the first. */
async function freePort(): Promise<number> {
  for (;;) {
    const trial = createSocket('udp4')
    trial.bind(0, '127.0.0.1')
    await once(trial, 'listening')
    const { port } = trial.address()
    trial.close()
    await once(trial, 'close')
    if (port % 2 === 0) return port
  }
}
