import type { RoomId, UserId } from '@stoa/contract/http'
import { AccessToken, type VideoGrant } from 'livekit-server-sdk'
import { publisherIdentity, roomOf, viewerIdentity } from './names.ts'
import type { LiveKitConfig } from './needs.ts'

/** Seconds. A token is looked at as one connects and never again, so it need not live longer than that takes. */
const lifetime = 120

export interface Asked {
  readonly stream: RoomId
  readonly user: UserId
  readonly name: string
}

/** Publishes pictures and sound and does nothing else; a new connection with it takes the place of the one before. */
export function publisherToken(config: LiveKitConfig, { stream, user, name }: Asked): Promise<string> {
  return tokenOf(config, publisherIdentity(user), name, {
    room: roomOf(stream),
    roomJoin: true,
    canPublish: true,
    canPublishData: false,
    canSubscribe: false,
  })
}

/** Watches unseen: nobody in the room is told of them, so a thousand viewers are not each told of a thousand. */
export function viewerToken(
  config: LiveKitConfig,
  { stream, user, name, nonce }: Asked & { readonly nonce: string },
): Promise<string> {
  return tokenOf(config, viewerIdentity(user, nonce), name, {
    room: roomOf(stream),
    roomJoin: true,
    canPublish: false,
    canPublishData: false,
    canSubscribe: true,
    hidden: true,
  })
}

function tokenOf(
  { livekitApiKey, livekitApiSecret }: LiveKitConfig,
  identity: string,
  name: string,
  grant: VideoGrant,
): Promise<string> {
  const token = new AccessToken(livekitApiKey, livekitApiSecret, { identity, name, ttl: lifetime })
  token.addGrant(grant)
  return token.toJwt()
}
