import { createHmac, timingSafeEqual } from 'node:crypto'
import { Fault, RoomId, UserId } from '@stoa/contract/http'

/** A WHIP session, as far as it must be known to go on with it. */
export interface WhipSession {
  readonly stream: RoomId
  readonly publisher: UserId
  /** LiveKit's name for it. Everybody in the room knows that. */
  readonly participant: string
}

const sealBytes = 18

/** An id that nobody can make who does not know the secret, and every node can read. */
export function sealSession(secret: string, { stream, publisher, participant }: WhipSession): string {
  const said = Buffer.from([stream, publisher, participant].join(' '))
  return Buffer.concat([sealOf(secret, said), said]).toString('base64url')
}

/** Faults: NOT_FOUND for what was not sealed here. */
export function openSession(secret: string, id: string): WhipSession {
  const bytes = Buffer.from(id, 'base64url')
  const said = bytes.subarray(sealBytes)
  const seal = bytes.subarray(0, sealBytes)
  if (seal.length !== sealBytes || !timingSafeEqual(seal, sealOf(secret, said))) throw new Fault('NOT_FOUND')
  const [stream, publisher, participant = ''] = said.toString().split(' ')
  return { stream: RoomId.parse(stream), publisher: UserId.parse(publisher), participant }
}

function sealOf(secret: string, said: Uint8Array): Buffer {
  return createHmac('sha256', secret).update('whip session ').update(said).digest().subarray(0, sealBytes)
}
