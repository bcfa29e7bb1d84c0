import type { InterviewSession } from '@stoa/contract/interviews'
import { createContext, use } from 'react'
import type { Mark } from './engine/marks.ts'
import type { Pace } from './engine/pace.ts'
import type { Player } from './engine/player.ts'
import type { Recording } from './engine/recording.ts'
import type { Films } from './films.ts'
import type { Face } from './people.ts'

/** What the parts of a replay share. */
export interface Replaying {
  readonly session: InterviewSession
  readonly recording: Recording
  readonly films: Films
  readonly player: Player
  readonly pace: Pace
  /** The recording's and, for interviewers, their notes, by time. */
  readonly marks: readonly Mark[]
  /** By place in the recording's people; null for the server. */
  readonly face: (person: number | null) => Face
}

export const ReplayContext = createContext<Replaying | undefined>(undefined)

export function useReplay(): Replaying {
  const replay = use(ReplayContext)
  if (replay === undefined) throw new Error('useReplay needs a ReplayContext above it')
  return replay
}
