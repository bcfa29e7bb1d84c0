import { fileURLToPath } from 'node:url'
import { type Child, startChild } from '../frame/child.ts'
import type { Beginning, Begun } from './table.ts'
import type { Passage } from './trace.ts'

export interface Typed {
  /** Milliseconds until the last edit was acknowledged. */
  readonly acknowledged: number
  /** Share of one processor that the writer took: where it is near 1, the writer is the limit. */
  readonly cpu: number
}

/** Who writes, in a process of their own. */
export type Typist = {
  readonly sit: (beginning: Beginning) => Promise<Begun>
  /** Reads the trace, so that typing it begins at once. */
  readonly prepare: (passage: Passage) => Promise<void>
  /** Types as fast as it is taken, with at most 1,000 edits not acknowledged. Rejects where the text is not the trace's. */
  readonly type: (passage: Passage) => Promise<Typed>
  /** Types so many edits a second, each a word that tells when it was typed ({@link now}). */
  readonly pace: (load: { readonly rate: number; readonly seconds: number }) => Promise<void>
  readonly leave: (nothing: null) => Promise<void>
}

export function startTypist(): Child<Typist> {
  return startChild<Typist>({ file: fileURLToPath(new URL('typist.main.ts', import.meta.url)) })
}

/** Microseconds since 1970, the same in every process of a machine. */
export function now(): number {
  return Math.round((performance.timeOrigin + performance.now()) * 1000)
}
