import { mkdir, readdir } from 'node:fs/promises'
import { basename, join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { Fault, type RoomId } from '@stoa/contract/http'
import { EgressClient, type EgressInfo, EgressStatus, SegmentedFileOutput } from 'livekit-server-sdk'
import type { EngineEvent, Publication } from '../engine.ts'
import { publisherIdentity, roomOf, streamOf } from './names.ts'
import type { LiveKitNeeds } from './needs.ts'
import { answered, httpOf } from './rooms.ts'

/** Seconds, as the built-in engine's. */
const segmentSeconds = 2
/** How long LiveKit may take to write what is left, and between looks, in milliseconds. */
const finishing = { within: 60_000, look: 500 }

const isRunning = ({ status }: EgressInfo) =>
  status === EgressStatus.EGRESS_STARTING || status === EgressStatus.EGRESS_ACTIVE
const isOver = ({ status }: EgressInfo) => status > EgressStatus.EGRESS_ENDING

export interface EgressRecorder {
  record(of: Publication): Promise<void>
  stop(stream: RoomId): Promise<void>
  /** LiveKit told of an egress. */
  heard(egress: EgressInfo): void
}

/**
 * Recordings by LiveKit's egress, a service of its own beside LiveKit. It writes HLS segments into a folder that this server has too, each
 * stretch into a part of its own as the built-in engine's ffmpeg does, so that playing is the same for both.
 */
export function createEgressRecorder(
  needs: Pick<LiveKitNeeds, 'config' | 'recordingFolder' | 'clock' | 'log'>,
  emit: (event: EngineEvent) => void,
): EgressRecorder {
  const { recordingFolder, clock, log } = needs
  const { livekitUrl, livekitApiKey, livekitApiSecret, livekitEgressFolder } = needs.config
  const client = new EgressClient(httpOf(livekitUrl), livekitApiKey, livekitApiSecret)

  async function egresses(stream: RoomId): Promise<EgressInfo[]> {
    return (await answered(client.listEgress({ roomName: roomOf(stream) }))) ?? []
  }

  return {
    async record({ stream, publisher }) {
      if (livekitEgressFolder === undefined)
        throw new Fault(
          'NOT_AVAILABLE',
          'Recording with LiveKit needs its egress service and LIVEKIT_EGRESS_FOLDER.',
        )
      if ((await egresses(stream)).some(isRunning)) return
      const folder = recordingFolder(stream)
      const part = await nextPart(folder)
      // Another node was asked the same and began.
      if (part === null) return
      const seenByEgress = [livekitEgressFolder.replace(/\/$/, ''), basename(folder), part].join('/')
      const segments = new SegmentedFileOutput({
        filenamePrefix: `${seenByEgress}/segment`,
        playlistName: `${seenByEgress}/index.m3u8`,
        segmentDuration: segmentSeconds,
      })
      const begun = await answered(
        client.startParticipantEgress(roomOf(stream), publisherIdentity(publisher), { segments }),
      )
      if (begun === null) throw new Fault('NOT_FOUND', 'LiveKit has no such stream to record.')
      emit({ kind: 'recording', stream, state: 'running' })
    },
    async stop(stream) {
      const running = (await egresses(stream)).filter(isRunning)
      await Promise.all(running.map(({ egressId }) => answered(client.stopEgress(egressId))))
      const until = clock() + finishing.within
      while (!(await egresses(stream)).every(isOver)) {
        if (clock() > until) {
          log.warn({ stream }, 'LiveKit takes long to finish a recording; its last seconds may be missing')
          break
        }
        await delay(finishing.look)
      }
      emit({ kind: 'recording', stream, state: 'stopped' })
    },
    heard(egress) {
      const stream = streamOf(egress.roomName)
      if (stream === null) return
      if (isRunning(egress)) emit({ kind: 'recording', stream, state: 'running' })
      if (egress.status === EgressStatus.EGRESS_FAILED || egress.status === EgressStatus.EGRESS_ABORTED) {
        log.error({ stream, words: egress.error }, 'LiveKit’s egress could not record')
        emit({ kind: 'recording', stream, state: 'failed' })
      }
    },
  }
}

/** Makes the folder of the next part; null where somebody else has just made it. */
async function nextPart(folder: string): Promise<string | null> {
  await mkdir(folder, { recursive: true })
  const parts = (await readdir(folder)).filter((name) => /^part-\d+$/.test(name)).length
  const name = `part-${String(parts + 1).padStart(4, '0')}`
  try {
    await mkdir(join(folder, name))
    return name
  } catch (error) {
    if (isError(error, 'EEXIST')) return null
    throw error
  }
}

function isError(error: unknown, code: string): boolean {
  return error instanceof Error && 'code' in error && error.code === code
}
