import type { FollowedStream } from '@stoa/client/streaming'
import type { Stream } from '@stoa/contract/streams'

/** What every part of the studio is given. */
export interface StudioProps {
  readonly followed: FollowedStream
  readonly stream: Stream
}
