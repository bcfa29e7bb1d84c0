import { RoomId, type UserId } from '@stoa/contract/http'
import type { InterviewSession } from '@stoa/contract/interviews'

export const room = RoomId.parse('dddddddd-dddd-4ddd-8ddd-dddddddddddd')
/** The seq of its one document. */
export const pad = 1
export const generation = 'cccccccc-cccc-4ccc-8ccc-cccccccccccc'

/** What everybody's account says besides who they are. */
export const account = {
  name: 'Somebody',
  about: '',
  picture: '',
  role: 'user',
  lastSeen: null,
  email: null,
  timeZone: 'UTC',
  language: 'en',
  birthDate: null,
  demo: false,
  createdAt: 0,
} as const

export function sessionFor(owner: UserId): InterviewSession {
  return {
    id: room,
    staffRoom: null,
    title: 'Pairing',
    language: 'text',
    status: 'open',
    role: 'candidate',
    owner,
    locked: false,
    participants: [],
    left: [],
    createdAt: 0,
    activeAt: 0,
    endedAt: null,
    links: null,
  }
}
