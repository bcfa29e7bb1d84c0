import { fileURLToPath } from 'node:url'
import { type Child, startChild } from '../frame/child.ts'
import type { Visit } from './table.ts'
import type { Passage } from './trace.ts'

/** Those who read along, and who come later, in a process of their own. */
export type Audience = {
  readonly sit: (visit: Visit) => Promise<void>
  /** Resolves once everybody has the whole passage. Rejects where anybody's text is another. `cpu`: as of the typist. */
  readonly read: (passage: Passage) => Promise<{ readonly cpu: number }>
  /** Looks at each word of {@link Typist.pace} from now on. */
  readonly attend: (nothing: null) => Promise<void>
  /** Milliseconds from typing each word until each reader had it, since they attend, once there are that many. */
  readonly watch: (words: number) => Promise<readonly number[]>
  /** How many characters the text lacks of what it should have, for one who comes now. */
  readonly lacks: (visit: Passage & Visit) => Promise<number>
  /** Milliseconds until the text is there, for one more. */
  readonly visit: (visit: Passage & Visit) => Promise<number>
  readonly leave: (nothing: null) => Promise<void>
}

export function startAudience(): Child<Audience> {
  return startChild<Audience>({ file: fileURLToPath(new URL('audience.main.ts', import.meta.url)) })
}
