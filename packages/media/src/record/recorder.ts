import { mkdir, readdir } from 'node:fs/promises'
import { join } from 'node:path'
import type { MediaEvent, RecordingState } from '../events.ts'
import { type Done, type Refused, refuse } from '../outcome.ts'
import type { Sfu } from '../sfu.ts'
import { hasFfmpeg } from './ffmpeg.ts'
import { endOrphan } from './orphan.ts'
import { type Part, startPart } from './part.ts'
import { assemblePlaylist } from './playlist.ts'

interface Running {
  readonly folder: string
  part: Part | undefined
  /** Parts begin and end one after the other. */
  last: Promise<void>
  state: RecordingState
  /** Set from the order to finish on. */
  finished: Promise<void> | undefined
}

export interface RecorderOptions {
  readonly sfu: Pick<Sfu, 'stream'>
  readonly program: string
  readonly now: () => number
  readonly emit: (event: MediaEvent) => void
  readonly complain: (message: string, fields: Record<string, unknown>) => void
}

export interface Recorder {
  /** From now, or from when the stream is live, until it is gone. `folder` may hold an earlier part of the same recording. */
  record(stream: string, folder: string): Promise<Done | Refused>
  stop(stream: string): Promise<void>
  /** To be told everything the forwarder tells. */
  hear(event: MediaEvent): void
  close(): Promise<void>
}

const assembleEveryMs = 4_000
const againAfterMs = 3_000

/** Recordings, each over all of its stream's publishers: a new part whenever one comes back (S6). */
export function createRecorder(options: RecorderOptions): Recorder {
  const { sfu, program, now, emit, complain } = options
  const running = new Map<string, Running>()
  let closing = false

  const assembling = setInterval(() => {
    for (const [stream, recording] of running)
      if (recording.state === 'running') next(stream, recording, () => assemble(recording, false))
  }, assembleEveryMs)

  function next(stream: string, recording: Running, step: () => Promise<void>): Promise<void> {
    recording.last = recording.last.then(step).catch((error: unknown) => {
      say(stream, recording, 'failed')
      complain('recording failed', { stream, folder: recording.folder, error: String(error) })
    })
    return recording.last
  }

  function say(stream: string, recording: Running, state: RecordingState) {
    if (recording.state === state) return
    recording.state = state
    emit({ type: 'recording', stream, state, at: now() })
  }

  async function assemble({ folder }: Running, ended: boolean) {
    await assemblePlaylist(folder, { ended })
  }

  async function begin(stream: string, recording: Running) {
    const source = sfu.stream(stream)
    if (closing || recording.finished || recording.part || source?.publisher?.live !== true) return
    const folder = await nextFolder(recording.folder)
    await endOrphan(recording.folder)
    recording.part = await startPart({
      program,
      folder,
      lanes: source.lanes,
      needKeyframe: () => source.keyframes.need(),
      onFailed(words) {
        recording.part = undefined
        complain('ffmpeg stopped by itself', { stream, folder, words })
        say(stream, recording, 'failed')
        void next(stream, recording, () => assemble(recording, false))
        setTimeout(() => next(stream, recording, () => begin(stream, recording)), againAfterMs).unref()
      },
    })
    say(stream, recording, 'running')
  }

  async function pause(recording: Running) {
    const { part } = recording
    recording.part = undefined
    await part?.stop()
  }

  function finish(stream: string, recording: Running): Promise<void> {
    recording.finished ??= next(stream, recording, async () => {
      await pause(recording)
      await assemble(recording, true)
      say(stream, recording, 'finished')
    }).finally(() => running.delete(stream))
    return recording.finished
  }

  return {
    async record(stream, folder) {
      const present = running.get(stream)
      if (present && !present.finished) return { ok: true }
      await present?.finished
      if (!(await hasFfmpeg(program)))
        return refuse('NO_FFMPEG', `recording needs ffmpeg, and "${program}" does not run on this machine`)
      await mkdir(folder, { recursive: true })
      if (running.has(stream)) return { ok: true }
      const recording: Running = {
        folder,
        part: undefined,
        last: Promise.resolve(),
        state: 'waiting',
        finished: undefined,
      }
      running.set(stream, recording)
      await next(stream, recording, () => begin(stream, recording))
      return { ok: true }
    },
    async stop(stream) {
      const recording = running.get(stream)
      if (recording) await finish(stream, recording)
    },
    hear(event) {
      if (event.type !== 'live' && event.type !== 'interrupted' && event.type !== 'gone') return
      const recording = running.get(event.stream)
      if (recording === undefined) return
      if (event.type === 'live') void next(event.stream, recording, () => begin(event.stream, recording))
      else if (event.type === 'gone') void finish(event.stream, recording)
      else
        void next(event.stream, recording, async () => {
          await pause(recording)
          say(event.stream, recording, 'waiting')
          await assemble(recording, false)
        })
    },
    async close() {
      closing = true
      clearInterval(assembling)
      await Promise.all([...running].map(([stream, recording]) => finish(stream, recording)))
    },
  }
}

async function nextFolder(folder: string): Promise<string> {
  const parts = (await readdir(folder)).filter((name) => /^part-\d+$/.test(name)).length
  const made = join(folder, `part-${String(parts + 1).padStart(4, '0')}`)
  await mkdir(made)
  return made
}
