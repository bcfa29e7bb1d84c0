import type { FollowedStream } from '@stoa/client/streaming'
import type { UserId } from '@stoa/contract/http'
import { useEffect, useState } from 'react'
import { stageOf } from '../session/stage.ts'

/** Whose tiles there are; renders when somebody comes or goes, and for nothing else of the stream. */
export function useStage(followed: FollowedStream): readonly UserId[] {
  const [stage, setStage] = useState<readonly UserId[]>([])
  useEffect(() => {
    const look = () => {
      const { stream } = followed.facts.get()
      if (stream !== undefined) setStage((before) => stageOf(before, stream))
    }
    look()
    return followed.facts.subscribe(look)
  }, [followed])
  return stage
}
