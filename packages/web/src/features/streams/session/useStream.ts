import type { FollowedStream } from '@stoa/client/streaming'
import type { RoomId } from '@stoa/contract/http'
import { useEffect, useState } from 'react'
import { useStreamsHere } from './StreamsContext.ts'

/** A stream kept in step as long as somebody shows it; undefined before the first render is done. */
export function useStream(id: RoomId): FollowedStream | undefined {
  const { following } = useStreamsHere()
  const [stream, setStream] = useState<FollowedStream>()
  useEffect(() => {
    setStream(following.take(id))
    return () => {
      following.release(id)
      setStream(undefined)
    }
  }, [following, id])
  return stream
}
