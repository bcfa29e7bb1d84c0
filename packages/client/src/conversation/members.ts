import type { UserId } from '@stoa/contract/http'
import type { Mark, Member } from '@stoa/contract/rooms'
import { type Ticks, ticksOf } from './ticks.ts'

/** The members of a room and how far each has got. */
export interface Members {
  readonly list: readonly Member[]
  readonly ticks: Ticks
  learn(members: readonly Member[]): void
  marked(marks: readonly Mark[]): void
}

export function createMembers(me: UserId): Members {
  /** Marks come live sooner than a read of the members knows of them. */
  const heard = new Map<UserId, Mark>()
  let list: readonly Member[] = []
  let ticks: Ticks | undefined

  function learn(members: readonly Member[]): void {
    list = members.map((member) => withMark(member, heard.get(member.user)))
    ticks = undefined
  }

  return {
    get list() {
      return list
    },
    get ticks() {
      ticks ??= ticksOf(list, me)
      return ticks
    },
    learn,
    marked(marks) {
      for (const { user, delivered, read } of marks) {
        const known = heard.get(user)
        const mark = {
          user,
          delivered: Math.max(delivered, known?.delivered ?? 0),
          read: Math.max(read, known?.read ?? 0),
        }
        heard.set(user, mark)
      }
      learn(list)
    },
  }
}

function withMark(member: Member, mark: Mark | undefined): Member {
  if (mark === undefined) return member
  const read = Math.max(member.read, mark.read)
  return { ...member, read, delivered: Math.max(member.delivered, mark.delivered, read) }
}
