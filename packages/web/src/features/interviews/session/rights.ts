import type { InterviewSession } from '@stoa/contract/interviews'

/** Why this person cannot write in a session; undefined where they can. */
export function readOnlyReason({
  status,
  role,
  locked,
}: Pick<InterviewSession, 'status' | 'role' | 'locked'>): string | undefined {
  if (status === 'ended') return 'This interview has ended. It can still be read.'
  if (role === 'observer') return 'You are watching. Observers cannot write.'
  if (locked && role === 'candidate') return 'The interviewer has locked writing for now.'
  return undefined
}

export const roleNames = {
  interviewer: 'Interviewer',
  candidate: 'Candidate',
  observer: 'Observer',
} as const
