import { fileURLToPath } from 'node:url'
import { type Child, startChild } from '../frame/child.ts'
import type { Invitation } from './table.ts'

/** What is typed: edits `from` to `to` of a trace. */
export interface Passage {
  readonly trace: string | undefined
  readonly from: number
  readonly to: number
}

export interface Typed {
  /** Milliseconds until the last edit was acknowledged, and until everybody had the text. */
  readonly acknowledged: number
  readonly everywhere: number
  /** Share of one processor that everybody at the table took: where it is high, they are the limit. */
  readonly cpu: number
}

/** Everybody at a document, in a process of their own. */
export type Typist = {
  /** Resolves with what the document is called where it is kept. */
  readonly sit: (invitation: Invitation) => Promise<string>
  /** Types as fast as it is taken, with at most 1,000 edits not acknowledged. Rejects where anybody's text is not the trace's. */
  readonly type: (passage: Passage) => Promise<Typed>
  /** How many characters the text lacks of what it should have, for one who comes now. */
  readonly lacks: (visit: Passage & Invitation) => Promise<number>
  /** Milliseconds until the text is there, for one more. */
  readonly visit: (visit: Passage & Invitation) => Promise<number>
  /** Edits at a rate, each a word; milliseconds from typing until each of the others has it. */
  readonly watch: (load: { readonly rate: number; readonly seconds: number }) => Promise<readonly number[]>
  readonly leave: (nothing: null) => Promise<void>
}

export function startTypist(): Child<Typist> {
  return startChild<Typist>({ file: fileURLToPath(new URL('typist.main.ts', import.meta.url)) })
}
