import { ClientId, Fault, type RouteReply } from '@stoa/contract/http'
import type { Sent } from '@stoa/contract/rooms'
import type * as Y from 'yjs'
import type { ConnectionState, Hearing, Kept, SessionState } from '../api.ts'
import type { Storage } from '../storage/storage.ts'
import { cell } from '../store/cell.ts'
import type { Time } from '../time/time.ts'
import type { OpenInterview } from './api.ts'
import type { Outgoing, Owner, Town } from './hostile-parts.testing.ts'
import { account, pad, room } from './hostile-session.testing.ts'
import { type InterviewClient, openInterview } from './interview.ts'

/** What outlives a device's reload. */
export interface Disk {
  readonly storage: Storage
  readonly outbox: Outgoing[]
}

interface Listener {
  cursor: number
  readonly hear: Hearing
}

/** A client as the SDK is one to interviews: an outbox that sends in order and once, and a timeline heard in order and once. */
export class Device {
  readonly interview: OpenInterview
  readonly text: Y.Text
  private readonly town: Town
  private readonly person: Owner
  private readonly disk: Disk
  private readonly time: Time
  private readonly connection = cell<ConnectionState>({ status: 'online' })
  private readonly outbox = cell({ waiting: 0, failed: 0 })
  private readonly receipts = new Map<string, (sent: Sent) => void>()
  private readonly listeners = new Set<Listener>()
  private alive = true
  private sending = false

  constructor(town: Town, person: Owner, disk: Disk) {
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
