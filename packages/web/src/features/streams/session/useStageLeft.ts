import type { Stream } from '@stoa/contract/streams'
import { useEffect } from 'react'
import { useMe } from '../../../components/people.ts'
import { useStreamsHere } from './StreamsContext.ts'

/** Turns camera and microphone off when a stream that is sent into is over, or one's part in it is; on whichever page one is then. */
export function useStageLeft({ id, host, cohosts, status }: Stream): void {
  const me = useMe()
  const { studio } = useStreamsHere()
  const left = status === 'ended' || (host !== me.id && !cohosts.includes(me.id))
  useEffect(() => {
    if (!left || (studio.onAir.get()?.stream !== id && studio.left.get() !== id)) return
    void studio.end()
    studio.local.stop()
  }, [left, id, studio])
}
