import { ClientId, type Route, type UserId } from '@stoa/contract/http'
import { documentBegun, getDocument, getSession, update } from '@stoa/contract/interviews'
import { type Entry, listEntries, type Sent } from '@stoa/contract/rooms'
import * as Y from 'yjs'
import { seeded } from '../testing/seeded.testing.ts'
import { type TestTime, testTime } from '../testing/time.testing.ts'
import { fromBase64, toBase64 } from './base64.ts'
import type { Outgoing, Town, Weather } from './hostile-parts.testing.ts'
import { Person } from './hostile-person.testing.ts'
import { generation, pad, sessionFor } from './hostile-session.testing.ts'

export type { Weather } from './hostile-parts.testing.ts'
export type { Person } from './hostile-person.testing.ts'

/** One interview with one document, a server that has its timeline, and people behind bad lines. Time passes when told. */
export class Hostile implements Town {
  readonly time: TestTime = testTime()
  readonly people: Person[]
  timeline: Entry[] = []
  weather: Weather
  private readonly random: () => number
  private readonly places = new Map<ClientId, number>()
  private made = 0

  constructor(seed: number, people: number, weather: Weather) {
    this.random = seeded(seed)
    this.weather = weather
    this.people = Array.from({ length: people }, (_, n) => new Person(this, n))
    this.append(null, {
      clientId: ClientId.parse(this.id()),
      type: documentBegun.name,
      body: { kind: 'code', name: 'main', language: 'text', generation },
      about: null,
    })
  }

  /** A new one at each call, the same in each run. */
  count(): number {
    this.made += 1
    return this.made
  }

  id(): string {
    return `eeeeeeee-eeee-4eee-8eee-${String(this.count()).padStart(12, '0')}`
  }

  chance(probability: number): boolean {
    return this.random() < probability
  }

  /** 0 ≤ n < below */
  number(below: number): number {
    return Math.floor(this.random() * below)
  }

  pick<T>(from: readonly T[]): T {
    const one = from[this.number(from.length)]
    if (one === undefined) throw new Error('nothing to pick from')
    return one
  }

  /** Once for each client id (T4). */
  append(author: UserId | null, { clientId, type, body, about }: Outgoing): Sent {
    const known = this.timeline[(this.places.get(clientId) ?? 0) - 1]
    if (known?.clientId === clientId) return { seq: known.seq, at: known.at }
    const seq = this.timeline.length + 1
    const entry = { seq, type, author, about, at: this.time.now(), clientId, body }
    this.timeline.push(entry)
    this.places.set(clientId, seq)
    for (const person of this.people) person.device?.hearSoon()
    return { seq, at: entry.at }
  }

  /** As the server would answer; a document's state is as old as it likes. */
  answer(route: Route, query: { readonly after?: number; readonly types?: string }, me: UserId): unknown {
    if (route === getSession) return sessionFor(me)
    if (route === listEntries) {
      const { after = 0, types } = query
      const wanted = types?.split(',')
      const entries = this.timeline.filter(
        ({ seq, type }) => seq > after && (wanted === undefined || wanted.includes(type)),
      )
      return { head: this.timeline.length, entries: entries.slice(0, 1000) }
    }
    if (route !== getDocument) throw new Error(`nobody asks for ${route.path}`)
    const upTo = Math.max(pad, this.timeline.length - this.number(30))
    const merged = this.updates().slice(0, this.updates(upTo).length)
    return { upTo, generation, state: merged.length === 0 ? '' : toBase64(Y.mergeUpdates(merged)) }
  }

  updates(upTo = Number.MAX_SAFE_INTEGER): Uint8Array[] {
    return this.timeline
      .filter(({ type, seq }) => type === update.name && seq <= upTo)
      .map(({ body }) => fromBase64(update.stored.parse(body).update))
  }

  /** What a stranger would read. */
  text(): string {
    const doc = new Y.Doc()
    for (const one of this.updates()) Y.applyUpdate(doc, one)
    return doc.getText('text').toString()
  }

  /** The timeline is put back to an earlier state (T7). */
  restore(): void {
    this.timeline = this.timeline.slice(0, 1 + this.number(this.timeline.length))
    for (const { device } of this.people) device?.restarted()
  }

  /** The weather clears and everybody is there. */
  async clears(): Promise<void> {
    this.weather = { drop: 0, delay: 20 }
    for (const person of this.people) person.connect()
    await this.time.pass(120_000)
  }

  delay(): number {
    return this.number(this.weather.delay) + 1
  }
}
