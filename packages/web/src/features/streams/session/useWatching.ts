import { type FollowedStream, type Transport, type Watching, watch } from '@stoa/client/streaming'
import type { UserId } from '@stoa/contract/http'
import { useEffect, useState } from 'react'

/**
 * One publisher of a stream being watched as long as it is shown. Whether there is a picture of theirs goes to the watching itself: nothing
 * is rendered for it.
 */
export function useWatching(
  stream: FollowedStream,
  user: UserId,
  transport: Transport<MediaStreamTrack>,
): Watching<MediaStreamTrack> | undefined {
  const [watching, setWatching] = useState<Watching<MediaStreamTrack>>()
  useEffect(() => {
    const made = watch<MediaStreamTrack>(stream.id, user, { transport })
    const look = () => made.expect(stream.facts.get().stream?.publishers.includes(user) === true)
    look()
    const leave = stream.facts.subscribe(look)
    setWatching(made)
    return () => {
      leave()
      setWatching(undefined)
      void made.stop()
    }
  }, [stream, user, transport])
  return watching
}
