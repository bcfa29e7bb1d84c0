import type { UserId } from '@stoa/contract/http'
import type { Stream } from '@stoa/contract/streams'

/**
 * Whose tiles there are, the host's first: who publishes, and who did before and may come back. The same list where nobody came or went, so
 * that whoever shows it has nothing to do.
 */
export function stageOf(before: readonly UserId[], stream: Stream): readonly UserId[] {
  const { host, cohosts, publishers, status } = stream
  const known = new Set([...before, ...publishers])
  const next = status === 'live' ? [host, ...cohosts].filter((user) => known.has(user)) : []
  const same = next.length === before.length && next.every((user, at) => user === before[at])
  return same ? before : next
}
