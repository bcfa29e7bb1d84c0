import type { RoomId, UserId } from '@stoa/contract/http'
import type { Entry, EventBody, EventName, Mark, Presence, RoomKind, Signal } from '@stoa/contract/rooms'

export interface FeedOptions {
  readonly room: RoomId
  readonly kind: RoomKind
  readonly head: number
  readonly closed: boolean
  /** Entries after a seq, oldest first, at most [1,000] at a time. */
  readonly readAfter: (seq: number) => Promise<readonly Entry[]>
  /** Sends an event to this node's sockets in the room; `lossy` ones skip slow readers. */
  readonly emit: <E extends EventName>(
    event: E,
    body: EventBody<E>,
    options: { readonly lossy: boolean },
  ) => void
  /** Told of each entry as it is passed on: in order and once, whether the bus brought it or it had to be read. */
  readonly onPass: (feed: Feed, entry: Entry) => void
  readonly onError: (error: unknown) => void
  /** Above this many, presence is only a count [200] (T11). */
  readonly presenceLimit: number
  /** Milliseconds that rooms rest between packets as things are; 0 on a node that has time. */
  readonly breath: () => number
}

/** Entries kept for those who come back after a blink, so that they cost no read. */
const kept = 256
/** Milliseconds to wait for an entry of another node that is on its way before it is read from the database. */
const patience = 20
/**
 * Milliseconds who came and went gathers before it is told, so that a roomful of people who come back at once is a few packets
 * and not one for each of them to each other; and in rooms told only by count.
 */
const presenceEvery = 250
const countEvery = 1000
/** Milliseconds that a room whose packets are long in going out waits at most before the next. */
const mostRest = 20

/**
 * A room's timeline as this node has passed it on: contiguous and once, whatever order the nodes' messages come in. A socket
 * that joins at `head` therefore needs no bookkeeping of its own. What happens within one turn of the event loop goes out as
 * one packet (T13). A room that is so large that a packet to everybody takes long rests for as long after it, and every room does on a node that
 * has much to do, while more gathers for the next: else a node would do nothing but send, and every acknowledgement would wait.
 */
export class Feed {
  readonly room: RoomId
  readonly kind: RoomKind
  closed: boolean
  private readonly options: FeedOptions
  private passed: number
  private readonly recent: Entry[] = []
  private readonly early = new Map<number, Entry>()
  private repairing: Promise<void> | null = null
  private patienceTimer: NodeJS.Timeout | null = null
  private presenceTimer: NodeJS.Timeout | null = null
  private scheduled = false
  /** By `performance.now()`. */
  private restsUntil = 0
  private entries: Entry[] = []
  private signals: Signal[] = []
  private marks = new Map<UserId, Mark>()
  private joined = new Set<UserId>()
  private left = new Set<UserId>()
  private present = new Set<UserId>()
  private readonly movedAt = new Map<UserId, number>()

  constructor(options: FeedOptions) {
    this.options = options
    this.room = options.room
    this.kind = options.kind
    this.passed = options.head
    this.closed = options.closed
  }

  /** Seq of the newest entry passed on. */
  get head(): number {
    return this.passed
  }

  /** Takes committed entries in whatever order and number; passes them on in order and once. */
  accept(entries: readonly Entry[]): void {
    for (const entry of entries) if (entry.seq > this.passed) this.early.set(entry.seq, entry)
    for (
      let next = this.early.get(this.passed + 1);
      next !== undefined;
      next = this.early.get(this.passed + 1)
    ) {
      this.early.delete(next.seq)
      this.pass(next)
    }
    if (this.early.size > 0 && this.patienceTimer === null)
      this.patienceTimer = setTimeout(() => {
        this.patienceTimer = null
        if (this.early.size > 0) this.repair().catch(this.options.onError)
      }, patience)
  }

  /** Resolves once everything up to `seq` was passed on, reading what the bus did not bring. */
  async reach(seq: number): Promise<void> {
    // A repair that is under way may have read before `seq` was there; one that begins now cannot.
    if (seq > this.passed && this.repairing !== null) await this.repairing
    if (seq > this.passed) await this.repair()
  }

  /** Forgets the bodies of an entry and of all about it but `by`, which emptied them (T12). */
  empty(about: number, by: number): void {
    const blank = (entry: Entry): Entry =>
      entry.seq === about || (entry.about === about && entry.seq !== by) ? { ...entry, body: null } : entry
    this.entries = this.entries.map(blank)
    for (const [index, entry] of this.recent.entries()) this.recent[index] = blank(entry)
    for (const [seq, entry] of this.early) this.early.set(seq, blank(entry))
  }

  /** Is every entry after `seq` still held here? */
  covers(seq: number): boolean {
    const oldest = this.recent[0]
    return seq >= this.passed || (oldest !== undefined && oldest.seq <= seq + 1)
  }

  since(seq: number): Entry[] {
    return this.recent.filter((entry) => entry.seq > seq)
  }

  /** The timeline was put back to an earlier state (a restored backup). */
  rewind(head: number): void {
    this.passed = head
    this.recent.length = 0
    this.early.clear()
    this.entries = []
  }

  signal(signal: Signal): void {
    this.signals.push(signal)
    this.schedule()
  }

  mark(mark: Mark): void {
    const before = this.marks.get(mark.user)
    const delivered = Math.max(mark.delivered, before?.delivered ?? 0)
    this.marks.set(mark.user, { user: mark.user, delivered, read: Math.max(mark.read, before?.read ?? 0) })
    this.schedule()
  }

  join(user: UserId): void {
    if (this.present.has(user)) return
    this.present.add(user)
    this.movedAt.set(user, performance.now())
    this.left.delete(user)
    this.joined.add(user)
    this.schedulePresence()
  }

  leave(user: UserId): void {
    if (!this.present.delete(user)) return
    this.movedAt.set(user, performance.now())
    this.joined.delete(user)
    this.left.add(user)
    this.schedulePresence()
  }

  /**
   * Puts presence right by who held a lease at some moment: those whose node died are gone. Whoever came or went since the
   * reading of the leases began (`asOf`, by `performance.now()`) is left as they are.
   */
  reconcile(users: ReadonlySet<UserId>, asOf: number): void {
    const moved = (user: UserId) => (this.movedAt.get(user) ?? Number.NEGATIVE_INFINITY) >= asOf
    for (const user of users) if (!moved(user)) this.join(user)
    for (const user of this.present) if (!users.has(user) && !moved(user)) this.leave(user)
    // What is older than this reading no later one can contradict.
    for (const [user, at] of this.movedAt) if (at < asOf) this.movedAt.delete(user)
  }

  /** A closed room tells no presence: whoever is there is seen to leave, and to come when it opens again. */
  setClosed(closed: boolean): void {
    if (closed === this.closed) return
    const { room } = this
    const everybody = this.present.size > this.options.presenceLimit ? [] : [...this.present]
    this.joined.clear()
    this.left.clear()
    this.closed = closed
    this.options.emit(
      'presence',
      closed
        ? { room, joined: [], left: everybody, count: 0 }
        : { room, joined: everybody, left: [], count: this.present.size },
      { lossy: false },
    )
  }

  presence(): Presence {
    if (this.closed) return { users: [], count: 0 }
    const users = this.present.size > this.options.presenceLimit ? [] : [...this.present]
    return { users, count: this.present.size }
  }

  /** Sends what has gathered now. Call before a socket joins, so that it is not sent what it was given already. */
  flush(): void {
    this.scheduled = false
    const { room } = this
    const began = performance.now()
    if (this.entries.length > 0) {
      const entries = this.entries
      this.entries = []
      this.options.emit('entries', { room, entries }, { lossy: false })
    }
    if (this.marks.size > 0) {
      const marks = [...this.marks.values()]
      this.marks.clear()
      this.options.emit('marks', { room, marks }, { lossy: false })
    }
    if (this.signals.length > 0) {
      const signals = this.signals
      this.signals = []
      this.options.emit('signals', { room, signals }, { lossy: true })
    }
    const ended = performance.now()
    this.restsUntil = ended + Math.max(this.options.breath(), Math.min(mostRest, ended - began))
  }

  close(): void {
    if (this.patienceTimer !== null) clearTimeout(this.patienceTimer)
    if (this.presenceTimer !== null) clearTimeout(this.presenceTimer)
  }

  private schedulePresence(): void {
    const every = this.present.size > this.options.presenceLimit ? countEvery : presenceEvery
    this.presenceTimer ??= setTimeout(() => {
      this.presenceTimer = null
      this.flushPresence()
    }, every)
  }

  private flushPresence(): void {
    const { room } = this
    const count = this.present.size
    const counted = count > this.options.presenceLimit
    const joined = counted ? [] : [...this.joined]
    const left = counted ? [] : [...this.left]
    this.joined.clear()
    this.left.clear()
    if (!this.closed) this.options.emit('presence', { room, joined, left, count }, { lossy: counted })
  }

  private pass(entry: Entry): void {
    this.passed = entry.seq
    this.recent.push(entry)
    if (this.recent.length > kept * 2) this.recent.splice(0, this.recent.length - kept)
    this.entries.push(entry)
    this.options.onPass(this, entry)
    this.schedule()
  }

  private schedule(): void {
    if (this.scheduled) return
    this.scheduled = true
    const flush = () => {
      if (this.scheduled) this.flush()
    }
    const rest = this.restsUntil - performance.now()
    if (rest < 1) setImmediate(flush)
    else setTimeout(flush, rest)
  }

  private repair(): Promise<void> {
    this.repairing ??= this.readMissing().finally(() => {
      this.repairing = null
    })
    return this.repairing
  }

  private async readMissing(): Promise<void> {
    for (let more = true; more; ) {
      const entries = await this.options.readAfter(this.passed)
      more = entries.length >= 1000
      this.accept(entries)
    }
  }
}
