import type { FollowedStream } from '@stoa/client/streaming'
import type { UserId } from '@stoa/contract/http'
import { useEffect, useState } from 'react'
import { stageOf } from '../session/stage.ts'

/** Milliseconds that a co-host's tile waits for them: a little longer than the server does (S1). */
const waits = 35_000

/** Whose tiles there are; renders when somebody comes or goes, and for nothing else of the stream. */
export function useStage(followed: FollowedStream): readonly UserId[] {
  const [stage, setStage] = useState<readonly UserId[]>([])
  useEffect(() => {
    const seen = new Map<UserId, number>()
    const look = () => {
      const { stream } = followed.facts.get()
      if (stream === undefined) return
      const now = Date.now()
      for (const user of stream.publishers) seen.set(user, now)
      const gone = (user: UserId) => user !== stream.host && now - (seen.get(user) ?? now) > waits
      setStage((before) => {
        const next = before.some(gone) ? before.filter((user) => !gone(user)) : before
        return stageOf(next, stream)
      })
    }
    look()
    return followed.facts.subscribe(look)
  }, [followed])
  return stage
}
