import { message } from '@stoa/contract/chat'
import { isFaultBody } from '@stoa/contract/http'
import type { Entry, EventBody, VerbReply } from '@stoa/contract/rooms'
import { io, type Socket } from 'socket.io-client'
import type { Placed } from './record.ts'

/**
 * A client of the plainest kind, who keeps a record: applies entries contiguously (T6), subscribes from its cursor after each
 * loss (T5), asks for a gap, and repeats a send with the same id until it is answered (T4). Nothing in it is Stoa's client,
 * so that one mistake cannot be in both.
 */
export class Witness {
  readonly name: string
  readonly read: ReadonlyMap<string, Placed[]>
  readonly acknowledged = new Map<string, Map<string, number>>()
  readonly sent = new Set<string>()
  readonly refused: string[] = []
  private readonly options: WitnessOptions
  private readonly early = new Map<string, Map<number, Entry>>()
  private readonly repairing = new Set<string>()
  private readonly waiting = new Map<string, { readonly room: string; readonly text: string }>()
  private socket: Socket | null = null
  private stopped = false

  constructor(options: WitnessOptions) {
    this.options = options
    this.name = options.name
    this.read = new Map(options.rooms.map((room) => [room, []]))
    for (const room of options.rooms) this.acknowledged.set(room, new Map())
  }

  start(): void {
    this.connect().catch(this.options.onError)
  }

  /** Puts a message in the outbox; it stays there until the server says what became of it. */
  send(room: string, text: string): void {
    const id = crypto.randomUUID()
    this.sent.add(id)
    this.waiting.set(id, { room, text })
    this.push(id)
  }

  /** How many messages are not acknowledged yet. */
  get unanswered(): number {
    return this.waiting.size
  }

  cursor(room: string): number {
    return this.read.get(room)?.length ?? 0
  }

  stop(): void {
    this.stopped = true
    this.socket?.disconnect()
  }

  /** A new socket for each try, so that the token is fresh and, in a cluster, the node another one. */
  private async connect(): Promise<void> {
    if (this.stopped) return
    const token = await this.options.token()
    const socket = io(this.options.url(), {
      path: '/socket',
      transports: ['websocket'],
      auth: { token },
      reconnection: false,
      forceNew: true,
      timeout: 3000,
    })
    this.socket = socket
    let over = false
    const again = () => {
      if (over) return
      over = true
      socket.disconnect()
      setTimeout(() => this.start(), 50 + Math.random() * 200)
    }
    socket.on('connect_error', again)
    socket.on('disconnect', again)
    socket.on('connect', () => {
      for (const room of this.read.keys()) this.subscribe(socket, room)
      for (const id of this.waiting.keys()) this.push(id)
    })
    socket.on('entries', ({ room, entries }: EventBody<'entries'>) => this.take(room, entries))
    socket.on('heads', (heads: EventBody<'heads'>) => {
      for (const [room, head] of Object.entries(heads)) if (head > this.cursor(room)) this.repair(room, head)
    })
  }

  private subscribe(socket: Socket, room: string): void {
    ask(socket, 'subscribe', { room, after: this.cursor(room) }).then(
      (reply) => {
        // Far behind or refused for now: what is missing is asked for in pieces, then this again.
        if (isFaultBody(reply)) setTimeout(() => socket.connected && this.subscribe(socket, room), 200)
        else if ((reply as VerbReply<'subscribe'>).behind)
          this.repair(room, (reply as VerbReply<'subscribe'>).head, () => this.subscribe(socket, room))
      },
      () => socket.disconnect(),
    )
  }

  private push(id: string): void {
    const { socket } = this
    const message_ = this.waiting.get(id)
    if (message_ === undefined || socket === null || !socket.connected) return
    const { room, text } = message_
    ask(socket, 'send', { room, type: message.name, clientId: id, body: { text } }).then(
      (reply) => {
        if (isFaultBody(reply)) this.refusedFor(id, reply)
        else {
          this.waiting.delete(id)
          this.acknowledged.get(room)?.set(id, (reply as VerbReply<'send'>).seq)
        }
      },
      // Unanswered: whether it was committed is not known. It is sent again when connected again.
      () => socket.disconnect(),
    )
  }

  /** A fault of the server's is worth another try; any other must not happen here. */
  private refusedFor(id: string, fault: { readonly error: string; readonly statusCode: number }): void {
    if (fault.statusCode >= 500 || fault.error === 'TOO_MANY') setTimeout(() => this.push(id), 200)
    else {
      this.waiting.delete(id)
      this.refused.push(`${this.name}: ${id} was refused with ${fault.error}`)
    }
  }

  private take(room: string, entries: readonly Entry[]): void {
    const read = this.read.get(room)
    if (read === undefined) return
    const early = this.early.get(room) ?? new Map<number, Entry>()
    this.early.set(room, early)
    for (const entry of entries) if (entry.seq > read.length) early.set(entry.seq, entry)
    for (let next = early.get(read.length + 1); next !== undefined; next = early.get(read.length + 1)) {
      early.delete(next.seq)
      read.push({ seq: next.seq, id: next.clientId })
    }
    const [first] = early.keys()
    if (first !== undefined) this.repair(room, first)
  }

  /** Asks for what lies between the cursor and `head`. */
  private repair(room: string, head: number, then?: () => void): void {
    const { socket } = this
    const from = this.cursor(room) + 1
    if (socket === null || this.repairing.has(room) || from > head) return
    this.repairing.add(room)
    ask(socket, 'history', { room, from, to: head })
      .then(
        (reply) => {
          if (isFaultBody(reply)) return
          this.repairing.delete(room)
          this.take(room, (reply as VerbReply<'history'>).entries)
          if (then !== undefined && this.cursor(room) < head) this.repair(room, head, then)
          else then?.()
        },
        () => socket.disconnect(),
      )
      .finally(() => this.repairing.delete(room))
  }
}

export interface WitnessOptions {
  readonly name: string
  readonly rooms: readonly string[]
  /** Where to connect to; asked at each try. */
  readonly url: () => string
  readonly token: () => Promise<string>
  readonly onError: (error: unknown) => void
}

/** Rejects where no answer comes within 5 s or the connection ends first. */
function ask(socket: Socket, verb: string, request: unknown): Promise<unknown> {
  return socket.timeout(5000).emitWithAck(verb, request)
}
