import { Fault, type RoomId, type UserId } from '@stoa/contract/http'
import {
  type ParticipantInfo,
  ParticipantInfo_State,
  RoomServiceClient,
  ServerError,
} from 'livekit-server-sdk'
import { partOf, roomOf, streamOf } from './names.ts'
import type { LiveKitConfig } from './needs.ts'

/** LiveKit's rooms as far as they are streams. Faults: UNAVAILABLE where it does not answer. */
export interface LiveKitRooms {
  streams(): Promise<RoomId[]>
  /** Who is connected; empty where there is no such room. */
  participants(stream: RoomId): Promise<ParticipantInfo[]>
  /** Null where nobody with this identity is connected. */
  participant(stream: RoomId, identity: string): Promise<ParticipantInfo | null>
  /** Puts somebody out, with all their viewings. */
  remove(stream: RoomId, user: UserId): Promise<void>
  putOut(stream: RoomId, identity: string): Promise<void>
  delete(stream: RoomId): Promise<void>
}

export function createLiveKitRooms({
  livekitUrl,
  livekitApiKey,
  livekitApiSecret,
}: LiveKitConfig): LiveKitRooms {
  const client = new RoomServiceClient(httpOf(livekitUrl), livekitApiKey, livekitApiSecret)

  const participants = async (stream: RoomId) => {
    const found = (await answered(client.listParticipants(roomOf(stream)))) ?? []
    return found.filter(({ state }) => state !== ParticipantInfo_State.DISCONNECTED)
  }
  const putOut = async (stream: RoomId, identity: string) => {
    await answered(client.removeParticipant(roomOf(stream), identity))
  }
  return {
    async streams() {
      const rooms = (await answered(client.listRooms())) ?? []
      return rooms.flatMap(({ name }) => streamOf(name) ?? [])
    },
    participants,
    async participant(stream, identity) {
      const found = await answered(client.getParticipant(roomOf(stream), identity))
      return found === null || found.state === ParticipantInfo_State.DISCONNECTED ? null : found
    },
    putOut,
    async remove(stream, user) {
      const theirs = (await participants(stream)).filter(({ identity }) => partOf(identity)?.user === user)
      await Promise.all(theirs.map(({ identity }) => putOut(stream, identity)))
    },
    async delete(stream) {
      await answered(client.deleteRoom(roomOf(stream)))
    },
  }
}

/** Null where there is no such thing. */
export async function answered<T>(asking: Promise<T>): Promise<T | null> {
  try {
    return await asking
  } catch (error) {
    if (error instanceof ServerError && (error.status === 404 || error.code === 'not_found')) return null
    throw new Fault('UNAVAILABLE', 'LiveKit does not answer as it should. Try again shortly.', {
      cause: error,
    })
  }
}

/** Where LiveKit's API is. */
export function httpOf(url: string): string {
  return url.replace(/^ws/, 'http').replace(/\/$/, '')
}

/** Where pages connect. */
export function socketOf(url: string): string {
  return url.replace(/^http/, 'ws').replace(/\/$/, '')
}
