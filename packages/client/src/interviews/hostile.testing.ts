import { ClientId, Fault, RoomId, type Route, type RouteReply, UserId } from '@stoa/contract/http'
import {
  documentBegun,
  getDocument,
  getSession,
  type InterviewSession,
  update,
} from '@stoa/contract/interviews'
import { type Entry, listEntries, type Sent } from '@stoa/contract/rooms'
import * as Y from 'yjs'
import type { ConnectionState, Hearing, Kept, SessionState } from '../api.ts'
import { memoryStorage } from '../storage/memory.ts'
import type { Storage } from '../storage/storage.ts'
import { cell } from '../store/cell.ts'
import { seeded } from '../testing/seeded.testing.ts'
import { settled, type TestTime, testTime } from '../testing/time.testing.ts'
import type { Time } from '../time/time.ts'
import type { OpenInterview } from './api.ts'
import { fromBase64, toBase64 } from './base64.ts'
import { type InterviewClient, openInterview } from './interview.ts'

const room = RoomId.parse('dddddddd-dddd-4ddd-8ddd-dddddddddddd')
const pad = 1
const generation = 'cccccccc-cccc-4ccc-8ccc-cccccccccccc'

/** Chance that a request or its answer is lost, and the longest each takes in milliseconds. */
export interface Weather {
  readonly drop: number
  readonly delay: number
}

interface Outgoing {
  readonly clientId: ClientId
  readonly type: string
  readonly body: unknown
  readonly about: number | null
}

/** What outlives a device's reload. */
interface Disk {
  readonly storage: Storage
  readonly outbox: Outgoing[]
}

/** One interview with one document, a server that has its timeline, and people behind bad lines. Time passes when told. */
export class Hostile {
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

/** Somebody with one device, which is reloaded, loses the network, and dies. */
export class Person {
  readonly id: UserId
  device: Device | null = null
  online = true
  private readonly town: Hostile
  private readonly disk: Disk = { storage: memoryStorage(), outbox: [] }

  constructor(town: Hostile, number: number) {
    this.town = town
    this.id = UserId.parse(`aaaaaaaa-aaaa-4aaa-8aaa-${String(number).padStart(12, '0')}`)
  }

  start(): void {
    this.device = new Device(this.town, this, this.disk)
  }

  /** Closes the interview, and then the page; what is not sent stays on the disk. */
  async leave(): Promise<void> {
    this.device?.interview.close()
    await settled()
    this.device?.die()
    this.device = null
  }

  /** The page is gone without a word. */
  crash(): void {
    this.device?.die()
    this.device = null
  }

  cut(): void {
    this.online = false
    this.device?.lineChanged()
  }

  connect(): void {
    this.online = true
    if (this.device === null) this.start()
    this.device?.lineChanged()
  }

  get text(): string {
    return this.device?.text.toString() ?? ''
  }
}

interface Listener {
  cursor: number
  readonly hear: Hearing
}

/** A client as the SDK is one to interviews: an outbox that sends in order and once, and a timeline heard in order and once. */
class Device {
  readonly interview: OpenInterview
  readonly text: Y.Text
  private readonly town: Hostile
  private readonly person: Person
  private readonly disk: Disk
  private readonly time: Time
  private readonly connection = cell<ConnectionState>({ status: 'online' })
  private readonly outbox = cell({ waiting: 0, failed: 0 })
  private readonly receipts = new Map<string, (sent: Sent) => void>()
  private readonly listeners = new Set<Listener>()
  private alive = true
  private sending = false

  constructor(town: Hostile, person: Person, disk: Disk) {
    this.town = town
    this.person = person
    this.disk = disk
    this.time = {
      ...town.time,
      after: (milliseconds, run) => town.time.after(milliseconds, () => (this.alive ? run() : undefined)),
    }
    this.lineChanged()
    this.interview = openInterview(this.client(), room, {
      time: this.time,
      id: () => town.id(),
      report: fail,
    })
    const { doc, text } = this.interview.document(pad)
    // Yjs decides by these who comes first: with random ones a seed would not replay.
    doc.clientID = town.count()
    this.text = text
    this.counted()
    this.sendOn()
  }

  die(): void {
    this.alive = false
  }

  lineChanged(): void {
    this.connection.set({ status: this.person.online ? 'online' : 'connecting' })
    if (!this.person.online) return
    this.hearSoon()
    this.sendOn()
  }

  hearSoon(): void {
    this.time.after(this.town.delay(), () => this.hearOn())
  }

  restarted(): void {
    const left = [...this.listeners]
    this.listeners.clear()
    for (const { hear } of left) hear.restarted()
  }

  private hearOn(): void {
    if (!this.person.online) return
    for (const listener of [...this.listeners]) {
      const next = this.town.timeline.slice(listener.cursor, listener.cursor + 1 + this.town.number(20))
      if (next.length === 0) continue
      listener.cursor += next.length
      listener.hear.entries(next)
      this.hearSoon()
    }
  }

  /** One after another, each until it is acknowledged. */
  private sendOn(): void {
    const [first] = this.disk.outbox
    if (this.sending || first === undefined || !this.person.online) return
    this.sending = true
    this.ask(() => this.town.append(this.person.id, first)).then(
      (sent) => {
        this.sending = false
        this.disk.outbox.shift()
        this.counted()
        this.receipts.get(first.clientId)?.(sent)
        this.sendOn()
      },
      () => {
        this.sending = false
        this.time.after(500, () => this.sendOn())
      },
    )
  }

  private counted(): void {
    this.outbox.set({ waiting: this.disk.outbox.length, failed: 0 })
  }

  /** Asks the server; the question or the answer may be lost. Never settles once the device is dead. */
  private ask<T>(answer: () => T): Promise<T> {
    const lost = () => !this.person.online || this.town.chance(this.town.weather.drop)
    const fault = new Fault('UNAVAILABLE')
    return new Promise((resolve, reject) => {
      this.town.time.after(this.town.delay(), () => {
        const reached = !lost()
        const value = reached ? answer() : undefined
        this.time.after(this.town.delay(), () => {
          if (!reached || lost()) reject(fault)
          else resolve(value as T)
        })
      })
    })
  }

  private client(): InterviewClient {
    const { person, town, disk } = this
    return {
      session: cell<SessionState>({ status: 'signed-in', me: { ...account, blocked: [], id: person.id } }),
      connection: this.connection,
      outbox: this.outbox,
      kept: { documents: this.kept('documents'), drafts: this.kept('drafts') },
      signal: () => {},
      call: (route, ...request) => {
        const query = request[0]?.query ?? {}
        const answered = this.ask(() => town.answer(route, query, person.id))
        // The schema of this very route says what it is.
        return answered.then((value) => route.reply?.parse(value) as RouteReply<typeof route>)
      },
      send: (_room, type, body, about) => {
        const clientId = ClientId.parse(town.id())
        disk.outbox.push({ clientId, type: type.name, body, about: about ?? null })
        this.counted()
        this.sendOn()
        return new Promise((resolve) => this.receipts.set(clientId, resolve))
      },
      listen: (_room, after, hear) => {
        const listener = { cursor: after, hear }
        this.listeners.add(listener)
        this.hearSoon()
        return () => this.listeners.delete(listener)
      },
    }
  }

  private kept(table: 'documents' | 'drafts'): Kept {
    const { storage } = this.disk
    const written = async (write: () => Promise<void>) => (this.alive ? await write() : undefined)
    return {
      get: (key) => storage.get(table, key),
      list: (prefix) => storage.list(table, prefix),
      put: (key, value) => written(() => storage.put(table, key, value)),
      delete: (key) => written(() => storage.delete(table, key)),
      clear: (prefix) => written(() => storage.clear(table, prefix)),
    }
  }
}

function fail(error: unknown): never {
  throw error
}

const account = {
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

function sessionFor(owner: UserId): InterviewSession {
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
    createdAt: 0,
    activeAt: 0,
    endedAt: null,
    links: null,
  }
}
