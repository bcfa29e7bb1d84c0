import { type Done, type Refused, refuse } from '../outcome.ts'
import { readFragment } from '../sdp/fragment.ts'
import type { Session } from './stream.ts'

export interface PatchRequest {
  readonly session: string
  readonly body: string
  readonly type: string
  readonly ifMatch: string | undefined
}

/** Whether a media type as a client names it is the one that is wanted. */
export function isType(named: string, wanted: string): boolean {
  return named.split(';')[0]?.trim().toLowerCase() === wanted
}

/** New candidates for a session (RFC 9725, 4.3). Whatever is wrong with them, the session goes on as it is. */
export function trickle(session: Session, { body, type, ifMatch }: PatchRequest): Done | Refused {
  if (!isType(type, 'application/trickle-ice-sdpfrag'))
    return refuse('WRONG_TYPE', 'send the fragment as application/trickle-ice-sdpfrag')
  if (ifMatch === undefined) return refuse('ETAG_MISSING', 'name the session’s ETag in If-Match')
  const fragment = readFragment(body)
  if (fragment === undefined) return refuse('MALFORMED', 'not a fragment of a session description')
  // The library under this one cannot change the credentials of a running connection.
  if (ifMatch.trim() === '*')
    return refuse('RESTART_UNSUPPORTED', 'ICE restarts are not offered here: open a new session')
  if (!matches(ifMatch, session.etag)) return refuse('ETAG_MISMATCH', 'the session has another ETag')
  try {
    for (const { candidate, mid } of fragment.candidates) session.connection.addCandidate(candidate, mid)
  } catch (error) {
    return refuse('MALFORMED', error instanceof Error ? error.message : String(error))
  }
  return { ok: true }
}

/** A list of tags as in RFC 9110, 13.1.1. */
function matches(ifMatch: string, etag: string): boolean {
  return ifMatch.split(',').some((each) => each.trim() === etag)
}
