import { Fault } from '@stoa/contract/http'
import { type WebhookEvent, WebhookReceiver } from 'livekit-server-sdk'
import { partOf, publisherIdentity, streamOf } from './names.ts'
import type { LiveKitNeeds } from './needs.ts'
import { lookAgain, type Outlook, seen } from './outlook.ts'
import type { EgressRecorder } from './recording.ts'

/** What LiveKit posted, and the JWT that came with it. */
export interface Posted {
  readonly body: Uint8Array
  readonly authorization: string | undefined
}

/**
 * Acts on what LiveKit tells. A webhook is a reason to look, never the truth: several may come late, twice or not at all, and to any node.
 * Faults: NOT_SIGNED_IN for what LiveKit did not sign.
 */
export function createReceiver(
  { config, log }: Pick<LiveKitNeeds, 'config' | 'log'>,
  outlook: Outlook,
  recorder: Pick<EgressRecorder, 'heard'>,
): (posted: Posted) => Promise<void> {
  const receiver = new WebhookReceiver(config.livekitApiKey, config.livekitApiSecret)

  async function read({ body, authorization }: Posted): Promise<WebhookEvent> {
    try {
      return await receiver.receive(Buffer.from(body).toString(), authorization)
    } catch (error) {
      log.warn({ err: error }, 'a webhook was not signed by LiveKit')
      throw new Fault('NOT_SIGNED_IN', 'This was not signed by LiveKit.', { cause: error })
    }
  }

  return async (posted) => {
    const { event, room, participant, egressInfo, numDropped } = await read(posted)
    if (numDropped > 0)
      log.warn({ numDropped }, 'LiveKit dropped webhooks; what they told is found by looking')
    if (egressInfo !== undefined) return recorder.heard(egressInfo)
    const stream = room === undefined ? null : streamOf(room.name)
    if (stream === null || participant === undefined) return
    switch (event) {
      case 'participant_joined':
        return seen(outlook, stream, participant)
      case 'track_published':
      case 'track_unpublished': {
        const part = partOf(participant.identity)
        if (part?.role !== 'publisher') return
        return lookAgain(outlook, stream, { identity: publisherIdentity(part.user), sid: participant.sid })
      }
      case 'participant_left':
      case 'participant_connection_aborted':
        return lookAgain(outlook, stream, participant)
    }
  }
}
