/** What nodes share beyond the database. Everything here may be lost at any time without losing anything durable. */
export interface Cluster {
  /** This process, random at each start. */
  readonly node: string
  readonly bus: Bus
  readonly leases: Leases
  readonly locks: Locks
  readonly counters: Counters
  /** False while other nodes cannot be reached (Redis is away). Always true in process. */
  connected(): boolean
  /** Called each time the connection comes back; what was published meanwhile is lost. */
  onReconnect(listener: () => void): () => void
  /** Resolves when the cluster answers; rejects with a Fault UNAVAILABLE when it does not within a second. */
  check(): Promise<void>
  close(): Promise<void>
}

/** Fan-out to every node, this one included: plain, lossy, fast. Messages of one publisher on one topic keep their order. */
export interface Bus {
  /** Never throws and never waits; a message that cannot be sent is still given to this node's own subscribers. */
  publish(topic: string, message: unknown): void
  /** Resolves once whatever is published from now on, on any node, will arrive. `message` went through JSON unless it came from this node. */
  subscribe(topic: string, listener: (message: unknown) => void): Promise<Unsubscribe>
}
export type Unsubscribe = () => void

/** Who holds what, for as long as they keep saying so. A holder that is not renewed within its time is gone. */
export interface Leases {
  /** True where the holder was not there before. */
  hold(key: string, holder: string, milliseconds: number): Promise<boolean>
  /** Renews many at once; one that had lapsed is held again. */
  renew(leases: readonly { key: string; holder: string }[], milliseconds: number): Promise<void>
  release(key: string, holder: string): Promise<void>
  holders(key: string): Promise<string[]>
}

export interface Locks {
  /** The lock, or null where another has it. It lapses by itself after its time. */
  acquire(key: string, milliseconds: number): Promise<Lock | null>
}
export interface Lock {
  release(): Promise<void>
}

/** Rate limits shared by all nodes (O10). Without Redis each node counts for itself rather than refusing. */
export interface Counters {
  /** Takes `points` (1) of `max` per sliding or fixed window of `seconds`. */
  take(key: string, limit: { max: number; seconds: number; points?: number }): Promise<Taken>
  reset(key: string): Promise<void>
}
export interface Taken {
  readonly allowed: boolean
  readonly remaining: number
  /** Milliseconds until one more would be allowed; 0 where allowed. */
  readonly retryAfter: number
}
