import type { Client } from '@stoa/client'
import type { RoomId } from '@stoa/contract/http'
import {
  emptyStaff,
  foldStaff,
  getSession,
  type InterviewSession,
  type StaffState,
} from '@stoa/contract/interviews'
import { loadHistory } from '../history/load.ts'
import { createRecorder } from './engine/recorder.ts'
import type { Recording } from './engine/recording.ts'

/** A session, all that happened in it, and for interviewers what they wrote about it (P9). */
export interface Recorded {
  readonly session: InterviewSession
  readonly recording: Recording
  /** Null for whoever is no interviewer. */
  readonly staff: StaffState | null
}

export interface LoadRecordingOptions {
  readonly client: Client
  readonly session: RoomId
  /** How much of it is there, 0 to 1. */
  readonly onProgress: (share: number) => void
  readonly signal: AbortSignal
}

/** Taken at once, so that the page stays alive. */
const together = 5000

/** Rejects with a Fault, or with the signal's reason. */
export async function loadRecording(options: LoadRecordingOptions): Promise<Recorded> {
  const { client, onProgress, signal } = options
  const session = await client.call(getSession, { params: { session: options.session } })
  const entries = await loadHistory(client, session.id, { onProgress, signal })
  const recorder = createRecorder()
  for (const [at, entry] of entries.entries()) {
    if (at % together === together - 1) {
      await turn()
      signal.throwIfAborted()
    }
    recorder.add(entry)
  }
  return { session, recording: recorder.recording(), staff: await staffOf(client, session, signal) }
}

async function staffOf(
  client: Client,
  { staffRoom }: InterviewSession,
  signal: AbortSignal,
): Promise<StaffState | null> {
  if (staffRoom === null) return null
  return (await loadHistory(client, staffRoom, { signal })).reduce(foldStaff, emptyStaff)
}

/** The page's turn: to show, and to answer the person at it. */
function turn(): Promise<void> {
  return new Promise((resume) => setTimeout(resume))
}
