import { Fault } from '@stoa/contract/http'
import type { EngineEvent, MediaEngine } from '../engine.ts'
import type { LiveKitNeeds } from './needs.ts'
import type { Outlook } from './outlook.ts'
import { createEgressRecorder } from './recording.ts'
import { createLiveKitRooms, socketOf } from './rooms.ts'
import { createSweep } from './sweep.ts'
import { publisherToken, viewerToken } from './tokens.ts'
import { createTold } from './told.ts'
import { createReceiver, type Posted } from './webhook.ts'
import { createWhip } from './whip.ts'

/** Streams carried by LiveKit, each in a room of its own. */
export interface LiveKitEngine extends MediaEngine {
  readonly kind: 'livekit'
  /** A webhook of LiveKit's. Faults: NOT_SIGNED_IN for what it did not sign. */
  receive(posted: Posted): Promise<void>
  /** Holds everything against what LiveKit says now, which it does every few seconds by itself: for tests. */
  sweep(): Promise<void>
}

export function createLiveKitEngine(needs: LiveKitNeeds): LiveKitEngine {
  const { config, random, timing = { sweep: 5_000, return: 30_000 } } = needs
  const listeners = new Set<(event: EngineEvent) => void>()
  const emit = (event: EngineEvent) => {
    for (const listener of listeners) listener(event)
  }
  const rooms = createLiveKitRooms(config)
  const outlook: Outlook = { rooms, needs, told: createTold(needs.clock, emit), emit }
  const recorder = createEgressRecorder(needs, emit)
  const sweep = createSweep({ ...needs, timing }, outlook)
  return {
    kind: 'livekit',
    ...createWhip(needs, rooms),
    async watch() {
      throw new Fault('NOT_AVAILABLE', 'Streams are watched with a ticket here: LiveKit has no WHEP.')
    },
    async ticket({ stream, user, name, publish }) {
      const asked = { stream, user, name }
      const token = publish
        ? await publisherToken(config, asked)
        : await viewerToken(config, { ...asked, nonce: Buffer.from(random(9)).toString('base64url') })
      return { url: socketOf(config.livekitUrl), token }
    },
    remove: rooms.remove,
    close: rooms.delete,
    record: recorder.record,
    stopRecording: recorder.stop,
    receive: createReceiver(needs, outlook, recorder),
    sweep: sweep.run,
    listen(listener) {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
    start: async () => sweep.start(),
  }
}
