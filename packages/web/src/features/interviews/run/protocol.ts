import type { runnable } from '@stoa/contract/interviews'

export type Runnable = (typeof runnable)[number]

/** `note`: what the runtime says beside the program's output, such as `INSERT 0 4`. */
export type Stream = 'out' | 'err' | 'note'

export interface Program {
  readonly language: Runnable
  readonly code: string
  /** Standard input; for SQL, statements that run before. */
  readonly input: string
}

/** What a page tells a worker. Nothing but these go in, and nothing but a `Report` comes out. */
export type Order =
  | { readonly type: 'load'; readonly assets: Readonly<Record<string, Blob>> }
  | { readonly type: 'run'; readonly program: Program }

export type Report =
  | { readonly type: 'ready' }
  /** From now on the time counts. */
  | { readonly type: 'began' }
  | { readonly type: 'wrote'; readonly stream: Stream; readonly text: string }
  /** It writes more than anybody reads; the rest is not passed on. */
  | { readonly type: 'cut' }
  | { readonly type: 'ended'; readonly well: boolean }
  | { readonly type: 'broken'; readonly message: string }

/** How many characters of a program's output are passed on, as the contract's `interview.run` allows. */
export const outputLimit = 50_000
export const timeLimit = 10_000
