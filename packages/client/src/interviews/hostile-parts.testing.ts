import type { ClientId, Route, UserId } from '@stoa/contract/http'
import type { Entry, Sent } from '@stoa/contract/rooms'
import type { TestTime } from '../testing/time.testing.ts'

/** Chance that a request or its answer is lost, and the longest each takes in milliseconds. */
export interface Weather {
  readonly drop: number
  readonly delay: number
}

export interface Outgoing {
  readonly clientId: ClientId
  readonly type: string
  readonly body: unknown
  readonly about: number | null
}

/** What a device knows of whose it is. */
export interface Owner {
  readonly id: UserId
  readonly online: boolean
}

/** What people and their devices know of where they are: its clock, its chances and its server. */
export interface Town {
  readonly time: TestTime
  readonly weather: Weather
  readonly timeline: readonly Entry[]
  count(): number
  id(): string
  chance(probability: number): boolean
  number(below: number): number
  delay(): number
  append(author: UserId | null, outgoing: Outgoing): Sent
  answer(route: Route, query: { readonly after?: number; readonly types?: string }, me: UserId): unknown
}
