import type * as Y from 'yjs'
import type { Edit } from './trace.ts'

/** A document that was begun. */
export interface Begun {
  /** What it is called where it is kept. */
  readonly document: string
  /** Where a guest comes in, without the server; null with the peer. */
  readonly path: string | null
}

/** One who writes at a document. */
export interface Desk {
  readonly begun: Begun
  readonly text: Y.Text
  /** Edits that were not acknowledged yet. */
  unacknowledged(): number
  close(): Promise<void>
}

/** Those who read it. */
export interface Readers {
  readonly texts: readonly Y.Text[]
  close(): Promise<void>
}

/** Who begins a document, and for whom. `token`s are those of people who may; the peer asks for none. */
export interface Beginning {
  readonly url: string
  readonly writer: string
  /** Who is let in besides. */
  readonly readers: readonly string[]
  readonly pen: Pen
}

/** Who comes to one that is there. */
export interface Visit {
  readonly url: string
  readonly document: string
  readonly tokens: readonly string[]
  readonly pen: Pen
}

/**
 * How the writer's edits go. `merged`: as the SDK sends them, one update at a time and what is typed meanwhile in the next. `single`: each
 * by itself, without waiting for the one before. `hocuspocus`: by its provider as it comes, each by itself. `hocuspocus merged`: by its provider
 * told to gather edits for 25 ms, as long as the SDK leaves between two updates.
 */
export type Pen = 'merged' | 'single' | 'hocuspocus' | 'hocuspocus merged'

export function isPeer(pen: Pen): boolean {
  return pen === 'hocuspocus' || pen === 'hocuspocus merged'
}

export function write(text: Y.Text, [at, deleted, inserted]: Edit): void {
  text.doc?.transact(() => {
    if (deleted > 0) text.delete(at, deleted)
    if (inserted !== '') text.insert(at, inserted)
  })
}

/** Resolves once the text is as wanted; looks at each change of it. */
export function becomes(text: Y.Text, wanted: (text: Y.Text) => boolean): Promise<void> {
  return new Promise((resolve) => {
    const look = () => {
      if (!wanted(text)) return
      text.unobserve(look)
      resolve()
    }
    text.observe(look)
    look()
  })
}

interface Store<T> {
  get(): T
  subscribe(listener: () => void): () => void
}

export function when<T>(store: Store<T>, wanted: (value: T) => boolean): Promise<void> {
  return new Promise((resolve) => {
    const leave = store.subscribe(look)
    function look(): void {
      if (!wanted(store.get())) return
      leave()
      resolve()
    }
    look()
  })
}

/** Does it for each, ten at a time: a server is not measured by how it takes two hundred at once. */
export async function inTurn<T, R>(
  all: readonly T[],
  work: (one: T, place: number) => Promise<R>,
): Promise<R[]> {
  const results: R[] = []
  for (let at = 0; at < all.length; at += 10)
    results.push(...(await Promise.all(all.slice(at, at + 10).map((one, n) => work(one, at + n)))))
  return results
}
