import { randomBytes } from 'node:crypto'
import { initLogger } from 'node-datachannel'
import type { MediaEvent } from './events.ts'
import { refuse } from './outcome.ts'
import { aliveEveryMs, type FromProcess, type Settings, type ToProcess } from './process/protocol.ts'
import { createRecorder } from './record/recorder.ts'
import { createSfu } from './sfu.ts'

const statsEveryMs = 2_000

/** The media server's own process. Its parent starts it, asks it over IPC, and is told what happens. */
function run(settings: Settings) {
  const tell = (message: FromProcess) => {
    if (process.connected) process.send?.(message)
  }
  initLogger('Error', (level, message) =>
    tell({
      kind: 'log',
      level: level === 'Error' || level === 'Fatal' ? 'error' : 'warn',
      message,
      fields: {},
    }),
  )
  const emit = (event: MediaEvent) => {
    tell({ kind: 'event', event })
    recorder.hear(event)
  }
  const sfu = createSfu({
    network: settings.network,
    returnMs: settings.returnMs,
    bitrate: settings.bitrate,
    now: Date.now,
    random: Math.random,
    id: () => randomBytes(16).toString('base64url'),
    emit,
  })
  const recorder = createRecorder({
    sfu,
    program: settings.ffmpeg,
    now: Date.now,
    emit: (event) => tell({ kind: 'event', event }),
    complain: (message, fields) => tell({ kind: 'log', level: 'error', message, fields }),
  })
  setInterval(() => tell({ kind: 'alive' }), aliveEveryMs)
  setInterval(() => {
    const streams = sfu.stats()
    if (streams.length > 0) tell({ kind: 'event', event: { type: 'stats', streams, at: Date.now() } })
  }, statsEveryMs)

  async function answer({ verb, ask }: ToProcess) {
    switch (verb) {
      case 'publish':
        return sfu.publish(ask)
      case 'watch':
        return sfu.watch(ask)
      case 'patch':
        return sfu.patch(ask)
      case 'end':
        return sfu.end(ask.session)
      case 'endStream':
        sfu.endStream(ask.stream)
        return { ok: true } as const
      case 'record':
        return recorder.record(ask.stream, ask.folder)
      case 'stopRecording':
        await recorder.stop(ask.stream)
        return { ok: true } as const
      case 'stats':
        return sfu.stats()
      case 'close':
        await close()
        return { ok: true } as const
    }
  }

  async function close() {
    sfu.close()
    await recorder.close()
  }

  process.on('message', async (message: ToProcess) => {
    try {
      tell({ kind: 'answer', id: message.id, answer: await answer(message) })
    } catch (error) {
      const fields = { verb: message.verb, error: String(error) }
      tell({ kind: 'log', level: 'error', message: 'the media server could not do as asked', fields })
      const refused = refuse('UNAVAILABLE', `${message.verb} failed in the media server`)
      tell({ kind: 'answer', id: message.id, answer: refused })
    }
  })
  // Without its parent nobody could be let in or told anything.
  process.on('disconnect', () => void close().finally(() => process.exit(0)))
  // A terminal sends these to the whole group: the parent decides when to stop.
  process.on('SIGINT', () => undefined)
  process.on('SIGTERM', () => undefined)
  tell({ kind: 'ready' })
}

const [, , settings] = process.argv
if (settings === undefined) {
  console.error('this process is started by the media server, with its settings')
  process.exitCode = 2
} else run(JSON.parse(settings))
