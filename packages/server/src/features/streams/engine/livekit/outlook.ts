import type { RoomId } from '@stoa/contract/http'
import type { ParticipantInfo } from 'livekit-server-sdk'
import { ParticipantInfo_State } from 'livekit-server-sdk'
import type { EngineEvent } from '../engine.ts'
import { factsOf } from './facts.ts'
import { partOf, publisherIdentity } from './names.ts'
import type { LiveKitNeeds } from './needs.ts'
import type { LiveKitRooms } from './rooms.ts'
import type { Told } from './told.ts'

export interface Outlook {
  readonly rooms: LiveKitRooms
  readonly needs: Pick<LiveKitNeeds, 'allowed' | 'clock' | 'log'>
  readonly told: Told
  readonly emit: (event: EngineEvent) => void
}

/**
 * Tells what becomes of one who is connected: a viewer is watching, a publisher with tracks publishes, and whoever may not be there
 * is put out. `anew`: whatever was told of them before is not believed.
 */
export async function seen(
  outlook: Outlook,
  stream: RoomId,
  participant: ParticipantInfo,
  anew = false,
): Promise<void> {
  const { rooms, needs, told, emit } = outlook
  const { identity, sid, state } = participant
  const part = partOf(identity)
  if (part === null) return
  const { user, role } = part
  if (!(await needs.allowed({ stream, user, publish: role === 'publisher' }))) {
    needs.log.info({ stream, user, role }, 'someone who may not be in a stream was put out')
    return rooms.putOut(stream, identity)
  }
  if (role === 'viewer') {
    if (state === ParticipantInfo_State.ACTIVE)
      emit({ kind: 'joined', stream, viewer: user, viewing: sid, at: needs.clock() })
    return
  }
  const facts = factsOf(participant)
  if (facts !== null) told.published({ stream, publisher: user }, facts, anew)
}

/**
 * Tells what becomes of one of whom LiveKit said that they left, or began or stopped to send something. A publisher who came back by another connection is still there, whatever
 * is said of the old one, so LiveKit is asked.
 */
export async function lookAgain(
  outlook: Outlook,
  stream: RoomId,
  { identity, sid }: Pick<ParticipantInfo, 'identity' | 'sid'>,
): Promise<void> {
  const { rooms, needs, told, emit } = outlook
  const part = partOf(identity)
  if (part === null) return
  const { user } = part
  if (part.role === 'viewer') {
    emit({ kind: 'left', stream, viewer: user, viewing: sid, at: needs.clock() })
    return
  }
  const now = await rooms.participant(stream, publisherIdentity(user))
  if (now !== null && factsOf(now) !== null) return seen(outlook, stream, now)
  told.interrupted({ stream, publisher: user })
}
