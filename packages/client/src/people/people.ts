import type { Profile } from '@stoa/contract/accounts'
import type { UserId } from '@stoa/contract/http'
import type { Store } from '../api.ts'
import { type Computed, computed } from '../store/computed.ts'
import type { Time } from '../time/time.ts'

export interface People {
  profile(user: UserId): Store<Profile | undefined>
  /** Profiles that came by another way. */
  learn(profiles: readonly Profile[]): void
  /** What could not be loaded is asked for again. */
  online(): void
  stop(): void
}

/** Those asked for within this time are asked for together, at most so many at once. */
const gather = 50
const together = 100
/** A profile older than this is read again when somebody looks at it. */
const fresh = 5 * 60_000

/** After a failure, not before this. */
const again = 5_000

interface Person {
  readonly store: Computed<Profile | undefined>
  /** The same, and looking at it loads it. */
  readonly shown: Store<Profile | undefined>
  profile: Profile | undefined
  /** When it is to be asked for again by whoever looks at it. */
  askAt: number
}

export function createPeople(options: {
  /** At most [100] at once; those who do not exist are left out. */
  readonly load: (users: readonly UserId[]) => Promise<readonly Profile[]>
  readonly time: Time
  readonly report: (error: unknown) => void
}): People {
  const { time, report } = options
  const people = new Map<UserId, Person>()
  const wanted = new Set<UserId>()
  let gathering: (() => void) | undefined

  function personOf(user: UserId): Person {
    const found = people.get(user)
    if (found !== undefined) return found
    const store = computed(() => person.profile)
    const shown: Person['shown'] = {
      get() {
        want(user)
        return store.get()
      },
      subscribe(listener) {
        want(user)
        return store.subscribe(listener)
      },
    }
    const person: Person = { store, shown, profile: undefined, askAt: 0 }
    people.set(user, person)
    return person
  }

  function want(user: UserId): void {
    const person = personOf(user)
    if (time.now() < person.askAt) return
    person.askAt = time.now() + fresh
    wanted.add(user)
    gathering ??= time.after(gather, loadWanted)
  }

  function loadWanted(): void {
    gathering = undefined
    const users = [...wanted]
    wanted.clear()
    for (let start = 0; start < users.length; start += together)
      loadSome(users.slice(start, start + together)).catch(report)
  }

  async function loadSome(users: readonly UserId[]): Promise<void> {
    try {
      learn(await options.load(users))
    } catch (error) {
      for (const user of users) personOf(user).askAt = time.now() + again
      throw error
    }
  }

  function learn(profiles: readonly Profile[]): void {
    for (const profile of profiles) {
      const person = personOf(profile.id)
      person.askAt = time.now() + fresh
      if (JSON.stringify(person.profile) === JSON.stringify(profile)) continue
      person.profile = profile
      person.store.touch()
    }
  }

  return {
    profile: (user) => personOf(user).shown,
    learn,
    online() {
      for (const [user, person] of people) {
        if (person.profile !== undefined) continue
        person.askAt = 0
        want(user)
      }
    },
    stop() {
      gathering?.()
    },
  }
}
