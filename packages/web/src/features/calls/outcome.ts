import type { CallView } from '@stoa/contract/calls'

/** What became of a call, in words. */
export function outcomeText({ state, end, connectedAt }: CallView, isCaller: boolean): string {
  switch (state) {
    case 'initiated':
    case 'ringing':
      return isCaller ? 'Ringing' : 'Calls you'
    case 'ongoing':
      return 'Under way'
    case 'declined':
      return isCaller ? 'They did not take the call' : 'You declined it'
    case 'missed':
      return isCaller ? 'Nobody answered' : 'You missed it'
    case 'cancelled':
      return isCaller ? 'You hung up before it was taken' : 'They hung up before you took it'
    case 'failed':
      return 'It could not be connected'
    case 'ended':
      break
  }
  if (connectedAt === null) return 'It ended before it was connected'
  if (end === 'balance')
    return isCaller ? 'It ended as your coins were used up' : 'It ended as the coins were used up'
  if (end === 'silence') return 'It ended as the connection was lost'
  return end === 'moderation' ? 'It was ended by moderation' : 'The call has ended'
}
