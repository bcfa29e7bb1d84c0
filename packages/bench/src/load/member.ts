import type { Dialect } from './dialect.ts'
import type { Ledger } from './ledger.ts'
import type { OpenWire, Wire } from './wire.ts'

export interface MemberOptions {
  readonly dialect: Dialect
  readonly openWire: OpenWire
  readonly port: number
  readonly token: string
  readonly rooms: readonly Ledger[]
  /** Told how many messages a packet brought. */
  readonly delivered: (count: number) => void
}

/** What Socket.IO's own recovery goes by. */
interface Recovery {
  readonly sid: string
  readonly pid: string
}

/** One person's connection: subscribes to rooms, sends, and follows what each room brings. */
export class Member {
  /** Room → seq of the last message got, without a hole. */
  readonly cursors: Map<string, number>
  private readonly options: MemberOptions
  private readonly ledgers: ReadonlyMap<string, Ledger>
  private readonly prefix: Buffer
  private readonly acks = new Map<number, (reply: unknown) => void>()
  private wire: Wire | null = null
  private lastAck = 0
  private recovery: Recovery | null = null
  private offset: string | null = null
  private opening: PromiseWithResolvers<void> | null = null
  /** Did the last connection take up the one before it (Socket.IO's recovery)? */
  recovered = false

  constructor(options: MemberOptions) {
    this.options = options
    this.ledgers = new Map(options.rooms.map((ledger) => [ledger.room, ledger]))
    this.cursors = new Map(options.rooms.map((ledger) => [ledger.room, 0]))
    this.prefix = Buffer.from(`42${options.dialect.prefix}`)
  }

  /** Connects and subscribes to every room from its cursor on. Rejects where any of it is refused. */
  async open(): Promise<void> {
    const { openWire, port, dialect } = this.options
    const opening = Promise.withResolvers<void>()
    this.opening = opening
    this.wire = openWire(
      { port, path: '/socket' },
      { text: (payload) => this.take(payload), closed: (reason) => this.ended(reason) },
    )
    await opening.promise
    // What was recovered is in its rooms already.
    if (this.recovered) return
    const asked = [...this.cursors].map(([room, after]) => this.ask(dialect.subscribe(room, after)))
    for (const reply of await Promise.all(asked)) refuseFault(reply)
  }

  /** Resolves with the seq the message was given. */
  async send(room: string, message: { readonly id: string; readonly text: string }): Promise<number> {
    const reply = await this.ask(this.options.dialect.send(room, message))
    refuseFault(reply)
    const { seq } = reply as { seq: number }
    this.ledgers.get(room)?.acknowledged(seq, message.id)
    return seq
  }

  cut(): void {
    this.wire?.cut()
  }

  private ask(event: readonly unknown[]): Promise<unknown> {
    const { promise, resolve } = Promise.withResolvers<unknown>()
    this.lastAck += 1
    this.acks.set(this.lastAck, resolve)
    this.wire?.send(`42${this.lastAck}${JSON.stringify(event)}`)
    return promise
  }

  private ended(reason: string): void {
    this.wire = null
    this.opening?.reject(new Error(reason))
    const lost = [...this.acks.values()]
    this.acks.clear()
    for (const resolve of lost) resolve({ error: `the connection ended: ${reason}` })
  }

  /** Engine.IO's packets: `0` open, `2` ping, `4` message; in it Socket.IO's: `0` connect, `2` event, `3` ack, `4` refusal. */
  private take(payload: Buffer): void {
    switch (payload[0]) {
      case 48:
        this.wire?.send(`40${JSON.stringify({ token: this.options.token, ...this.resuming() })}`)
        return
      case 50:
        this.wire?.send('3')
        return
      case 52:
        this.hear(payload)
    }
  }

  private resuming(): object {
    if (this.recovery === null || this.offset === null) return {}
    return { pid: this.recovery.pid, offset: this.offset }
  }

  private hear(payload: Buffer): void {
    switch (payload[1]) {
      case 48: {
        const told = JSON.parse(payload.toString('utf8', 2)) as { sid: string; pid?: string }
        this.recovered = this.recovery !== null && this.recovery.pid === told.pid
        this.recovery = told.pid === undefined ? null : { sid: told.sid, pid: told.pid }
        this.opening?.resolve()
        return
      }
      case 50:
        this.event(payload)
        return
      case 51: {
        const from = payload.indexOf(91)
        const id = Number(payload.toString('latin1', 2, from))
        const [reply] = JSON.parse(payload.toString('utf8', from)) as [unknown]
        const resolve = this.acks.get(id)
        this.acks.delete(id)
        resolve?.(reply)
        return
      }
      case 52:
        this.opening?.reject(new Error(`refused: ${payload.toString('utf8', 2)}`))
    }
  }

  private event(payload: Buffer): void {
    const { prefix } = this
    if (payload.length < prefix.length || prefix.compare(payload, 0, prefix.length) !== 0) return
    const room = payload.toString('latin1', prefix.length, prefix.length + 36)
    const ledger = this.ledgers.get(room)
    const cursor = this.cursors.get(room)
    if (ledger === undefined || cursor === undefined) return
    const next = ledger.take(cursor, payload)
    this.cursors.set(room, next)
    this.options.delivered(next - cursor)
    if (this.recovery !== null) this.offset = offsetOf(payload)
  }
}

/** Where recovery is on, a broadcast's last argument is its offset: `…,"offset"]`. */
function offsetOf(payload: Buffer): string {
  const from = payload.lastIndexOf('"', payload.length - 3)
  return payload.toString('latin1', from + 1, payload.length - 2)
}

function refuseFault(reply: unknown): void {
  if (typeof reply === 'object' && reply !== null && 'error' in reply)
    throw new Error(`refused: ${JSON.stringify(reply)}`)
}
