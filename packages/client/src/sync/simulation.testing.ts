import type { Entry } from '@stoa/contract/rooms'
import { seeded } from '../testing/seeded.testing.ts'
import { beginSync, type RoomSync, type SyncEffect, type SyncEvent } from './room-sync.ts'
import { type SyncLimits, step } from './step.ts'

/** Small limits, so that a short run meets every branch. */
const limits: SyncLimits = { replay: 8, far: 40, early: 16 }
const headsEvery = 15_000
const ackPatience = 10_000

export interface Weather {
  /** Chance that something pushed is lost, or comes twice. */
  readonly drop: number
  readonly double: number
  /** The longest anything takes, in milliseconds. */
  readonly delay: number
}

interface Client {
  state: RoomSync
  /** What was applied, in the order it was. */
  held: Entry[]
  /** Number of the present connection; null while there is none. */
  connection: number | null
  subscribed: boolean
  pause: number
  reloads: number
}

/** A server with one room, clients that follow it by `step`, and bad weather in between. Time is a number. */
export class Simulation {
  readonly timeline: Entry[] = []
  readonly clients: Client[] = []
  weather: Weather
  private readonly random: () => number
  private readonly queue: { readonly at: number; readonly order: number; readonly run: () => void }[] = []
  private now = 0
  private count = 0
  private made = 0

  constructor(seed: number, clients: number, weather: Weather) {
    this.random = seeded(seed)
    this.weather = weather
    for (let n = 0; n < clients; n += 1)
      this.clients.push({
        state: beginSync(0),
        held: [],
        connection: null,
        subscribed: false,
        pause: 0,
        reloads: 0,
      })
    this.tellHeads()
  }

  chance(probability: number): boolean {
    return this.random() < probability
  }

  pick<T>(from: readonly T[]): T {
    const one = from[Math.floor(this.random() * from.length)]
    if (one === undefined) throw new Error('nothing to pick from')
    return one
  }

  append(): void {
    this.made += 1
    const entry: Entry = {
      seq: this.timeline.length + 1,
      type: 'chat.message',
      author: null,
      about: null,
      at: this.made,
      clientId: null,
      body: { text: String(this.made) },
    }
    this.timeline.push(entry)
    for (const client of this.clients)
      if (client.subscribed) this.push(client, { type: 'entries', entries: [entry] })
  }

  /** The timeline is put back to an earlier state, with the server restarted or while connections stay. */
  restore(how: 'restarted' | 'live'): void {
    this.timeline.splice(Math.floor(this.random() * this.timeline.length))
    if (how === 'restarted') for (const client of this.clients) this.cut(client)
  }

  connect(client: Client): void {
    if (client.connection !== null) return
    this.count += 1
    client.connection = this.count
    this.happens(client, { type: 'connected' })
  }

  cut(client: Client): void {
    if (client.connection === null) return
    client.connection = null
    client.subscribed = false
    this.happens(client, { type: 'disconnected' })
  }

  /** Lets time pass. */
  run(milliseconds: number): void {
    const until = this.now + milliseconds
    for (;;) {
      let next: (typeof this.queue)[number] | undefined
      for (const one of this.queue)
        if (next === undefined || one.at < next.at || (one.at === next.at && one.order < next.order))
          next = one
      if (next === undefined || next.at > until) break
      this.queue.splice(this.queue.indexOf(next), 1)
      this.now = next.at
      next.run()
    }
    this.now = until
  }

  private after(milliseconds: number, run: () => void): void {
    this.count += 1
    this.queue.push({ at: this.now + milliseconds, order: this.count, run })
  }

  private delay(): number {
    return Math.floor(this.random() * this.weather.delay)
  }

  private tellHeads(): void {
    this.after(headsEvery, () => {
      const head = this.timeline.length
      for (const client of this.clients) if (client.subscribed) this.push(client, { type: 'head', head })
      this.tellHeads()
    })
  }

  /** Sends a client something it did not ask for: lost, late, twice and out of order, as the weather is. */
  private push(client: Client, event: SyncEvent): void {
    const { connection } = client
    const copies = this.chance(this.weather.drop) ? 0 : this.chance(this.weather.double) ? 2 : 1
    for (let n = 0; n < copies; n += 1)
      this.after(this.delay(), () => {
        if (connection !== null && client.connection === connection) this.happens(client, event)
      })
  }

  /** Carries a question to the server and the answer back. Over the socket neither outlives its connection. */
  private ask(
    client: Client,
    turn: number,
    over: 'socket' | 'http',
    answer: () => SyncEvent,
    /** Done first, where the answer still counts. */
    counts: () => void = () => {},
  ): void {
    const { connection } = client
    const open = () => over === 'http' || (connection !== null && client.connection === connection)
    if (this.chance(this.weather.drop)) {
      this.after(ackPatience, () => this.happens(client, { type: 'failed', turn, gone: false }))
      return
    }
    this.after(this.delay(), () => {
      if (!open()) {
        this.happens(client, { type: 'failed', turn, gone: false })
        return
      }
      const event = answer()
      this.after(this.delay(), () => {
        if (!open()) {
          this.happens(client, { type: 'failed', turn, gone: false })
          return
        }
        if (client.state.turn === turn) counts()
        this.happens(client, event)
      })
    })
  }

  private happens(client: Client, event: SyncEvent): void {
    const next = step(client.state, event, limits)
    client.state = next.state
    for (const effect of next.effects) this.carryOut(client, effect)
  }

  private carryOut(client: Client, effect: SyncEffect): void {
    switch (effect.type) {
      case 'apply':
        for (const entry of effect.entries) {
          if (entry.seq !== client.held.length + 1)
            throw new Error(`applied ${entry.seq} after ${client.held.length}`)
          client.held.push(entry)
        }
        break
      case 'subscribe':
        this.ask(client, effect.turn, 'socket', () => this.answerSubscribe(client, effect))
        break
      case 'history':
        this.ask(client, effect.turn, 'socket', () => {
          const entries = this.timeline.slice(
            effect.from - 1,
            Math.min(effect.to, effect.from - 1 + limits.replay),
          )
          return { type: 'history', turn: effect.turn, entries }
        })
        break
      case 'page':
        this.ask(client, effect.turn, 'http', () => {
          const entries = this.timeline.slice(effect.after, effect.after + limits.replay)
          return { type: 'page', turn: effect.turn, entries, head: this.timeline.length }
        })
        break
      case 'reload': {
        let read: Entry[] = []
        const answer = (): SyncEvent => {
          read = [...this.timeline]
          return { type: 'reloaded', turn: effect.turn, cursor: read.length }
        }
        this.ask(client, effect.turn, 'http', answer, () => {
          client.held = read
          client.reloads += 1
        })
        break
      }
      case 'pause':
        client.pause += 1
        this.pause(client, client.pause, effect)
        break
      case 'gone':
        throw new Error('the room was never taken away')
    }
  }

  private answerSubscribe(client: Client, { turn, after }: { turn: number; after: number }): SyncEvent {
    const head = this.timeline.length
    if (head - after > limits.replay) return { type: 'subscribed', turn, head, behind: true }
    client.subscribed = true
    const entries = this.timeline.slice(after)
    if (entries.length > 0) this.push(client, { type: 'entries', entries })
    return { type: 'subscribed', turn, head, behind: false }
  }

  private pause(client: Client, mine: number, effect: Extract<SyncEffect, { type: 'pause' }>): void {
    const { wait } = effect
    const milliseconds = wait.for === 'arriving' ? 200 : Math.min(30_000, 500 * 2 ** wait.attempt)
    this.after(milliseconds, () => {
      if (client.pause === mine) this.happens(client, { type: 'due', turn: effect.turn })
    })
  }
}
