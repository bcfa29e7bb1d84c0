import type * as Y from 'yjs'

/** What a drawing's element must have to be kept in step; Excalidraw gives it. */
export interface Versioned {
  readonly id: string
  /** Counts its changes. */
  readonly version: number
  /** Random at each change. */
  readonly versionNonce: number
  readonly isDeleted: boolean
  /** When it changed last, in ms since 1970. */
  readonly updated: number
}

/** The drawing as it is on this screen. */
export interface Scene<E extends Versioned> {
  /** Deleted ones too. */
  get(): readonly E[]
  /** Puts these in the place of those with their ids, or beside them. */
  put(elements: readonly E[]): void
  drop(ids: ReadonlySet<string>): void
  /** Is this one being drawn, resized or written in? It is left alone meanwhile. */
  isHeld(id: string): boolean
}

export interface BindingOptions<E extends Versioned> {
  readonly doc: Y.Doc
  readonly elements: Y.Map<unknown>
  readonly scene: Scene<E>
  /** An element as it was kept; undefined for what is none. Gives a copy. */
  readonly read: (value: unknown) => E | undefined
  readonly writable: () => boolean
  readonly now: () => number
}

export interface Binding {
  /** Writes what changed on this screen. */
  flush(): void
  close(): void
}

/** How long deleted elements are kept, for those who were away while they were. */
const keepDeleted = 24 * 3600 * 1000

/**
 * Keeps a drawing and its document in step. Of two versions of an element the higher one stays, of equal ones that with the lower
 * nonce; whoever holds the one that should stay writes it again where another came to be in its place. So all end up with the same.
 */
export function bind<E extends Versioned>(options: BindingOptions<E>): Binding {
  const { doc, elements, scene, read, writable, now } = options
  const origin = {}
  /** Versions that were offered to the scene and not taken, so that they are not offered for ever. */
  const offered = new Map<string, string>()
  const take = (ids: Iterable<string>) => {
    const local = new Map(scene.get().map((element) => [element.id, element]))
    const newer = [...ids].flatMap((id) => {
      const kept = read(elements.get(id))
      const mine = local.get(id)
      return kept === undefined || scene.isHeld(id) || (mine !== undefined && !wins(kept, mine)) ? [] : [kept]
    })
    if (newer.length > 0) scene.put(newer)
  }
  const dropDeleted = () => {
    const old = [...elements.entries()].filter(([, value]) => {
      const element = read(value)
      return element?.isDeleted === true && element.updated < now() - keepDeleted
    })
    if (old.length === 0) return
    doc.transact(() => {
      for (const [id] of old) elements.delete(id)
    }, origin)
  }
  const heard = (event: Y.YMapEvent<unknown>, transaction: Y.Transaction) => {
    if (transaction.origin === origin) return
    const gone = [...event.keysChanged].filter((id) => !elements.has(id))
    if (gone.length > 0) scene.drop(new Set(gone))
    take(event.keysChanged)
    // One of this screen may be the one that stays.
    flush()
  }
  const flush = () => {
    const mine: E[] = []
    const theirs: string[] = []
    for (const element of scene.get()) {
      const kept = read(elements.get(element.id))
      if (kept === undefined) {
        if (!element.isDeleted) mine.push(element)
      } else if (wins(element, kept)) mine.push(element)
      else if (wins(kept, element) && offered.get(kept.id) !== mark(kept)) {
        if (!scene.isHeld(kept.id)) offered.set(kept.id, mark(kept))
        theirs.push(kept.id)
      }
    }
    if (mine.length > 0 && writable())
      doc.transact(() => {
        // Copies, as Excalidraw changes its elements in place.
        for (const element of mine) elements.set(element.id, structuredClone(element))
      }, origin)
    if (theirs.length > 0) take(theirs)
  }
  if (writable()) dropDeleted()
  take(elements.keys())
  elements.observe(heard)
  return {
    flush,
    close: () => elements.unobserve(heard),
  }
}

function wins(one: Versioned, other: Versioned): boolean {
  if (one.version !== other.version) return one.version > other.version
  return one.versionNonce < other.versionNonce
}

function mark({ version, versionNonce }: Versioned): string {
  return `${version}/${versionNonce}`
}
