import type { EngineEvent, MediaFacts, Publication } from '../engine.ts'

/** Tells of publishers, and remembers what this node has told: nothing twice, and since when somebody is missed. */
export interface Told {
  /** Anew where somebody else believes that they do not publish. */
  published(of: Publication, facts: MediaFacts, anew?: boolean): void
  interrupted(of: Publication): void
  /** Says of those who were missed for so long that they are gone. */
  lapse(milliseconds: number): void
  /** Remembers nothing of streams that are over. */
  keep(streams: ReadonlySet<string>): void
}

interface Known {
  readonly of: Publication
  /** As text; undefined while they are missed. */
  readonly facts: string | undefined
  readonly since: number
}

export function createTold(clock: () => number, emit: (event: EngineEvent) => void): Told {
  const all = new Map<string, Known>()
  const keyOf = ({ stream, publisher }: Publication) => `${stream} ${publisher}`

  return {
    published(of, facts, anew = false) {
      const at = clock()
      const before = all.get(keyOf(of))?.facts
      const now = JSON.stringify(facts)
      all.set(keyOf(of), { of, facts: now, since: at })
      if (before === undefined || anew) emit({ kind: 'published', of, at, facts })
      else if (before !== now) emit({ kind: 'facts', of, facts })
    },
    interrupted(of) {
      const at = clock()
      const known = all.get(keyOf(of))
      if (known === undefined || known.facts !== undefined)
        all.set(keyOf(of), { of, facts: undefined, since: at })
      emit({ kind: 'interrupted', of, at })
    },
    lapse(milliseconds) {
      const at = clock()
      for (const [key, { of, facts, since }] of all) {
        if (facts !== undefined || at - since < milliseconds) continue
        all.delete(key)
        emit({ kind: 'gone', of, at })
      }
    },
    keep(streams) {
      for (const [key, { of }] of all) if (!streams.has(of.stream)) all.delete(key)
    },
  }
}
