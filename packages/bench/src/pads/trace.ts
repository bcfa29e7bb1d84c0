import { readFile } from 'node:fs/promises'
import { promisify } from 'node:util'
import { gunzip } from 'node:zlib'
import { seeded } from '../frame/seeded.ts'

/** One keystroke: at this offset, so many characters deleted, then this inserted. */
export type Edit = readonly [at: number, deleted: number, inserted: string]

/** What is typed: edits `from` to `to` of a trace. */
export interface Passage {
  readonly trace: string | undefined
  readonly from: number
  readonly to: number
}

/** Somebody writing a text, keystroke by keystroke. */
export interface Trace {
  readonly edits: readonly Edit[]
  /** What it comes to, worked out without Yjs. */
  readonly end: string
}

/** The first `most` edits of a trace of josephg/editing-traces, or of one made by a seed where no file is given. */
async function readTrace(file: string | undefined, most: number): Promise<Trace> {
  if (file === undefined) return traceOf(seededEdits(most))
  const bytes = await readFile(file)
  const text = file.endsWith('.gz') ? await promisify(gunzip)(bytes) : bytes
  const { txns, endContent } = JSON.parse(text.toString()) as {
    endContent: string
    txns: { patches: Edit[] }[]
  }
  const all: Edit[] = []
  for (const { patches } of txns) all.push(...patches)
  const trace = traceOf(all.slice(0, most))
  if (most >= all.length && trace.end !== endContent) throw new Error(`${file} does not end as it says`)
  return trace
}

/** Reads each passage's trace once. */
export function createTraces(): (passage: Passage) => Promise<Trace> {
  const read = new Map<string, Promise<Trace>>()
  return ({ trace, to }) => {
    const key = `${trace ?? ''} ${to}`
    const found = read.get(key) ?? readTrace(trace, to)
    read.set(key, found)
    return found
  }
}

function traceOf(edits: readonly Edit[]): Trace {
  return { edits, end: replay(edits) }
}

/** Typing as people do it: words on words, a few taken back, and now and then somewhere else. */
function seededEdits(count: number): Edit[] {
  const random = seeded(4)
  const letters = 'etaoin shrdlu cmfwyp vbgkjq xz\n'
  const edits: Edit[] = []
  let length = 0
  let cursor = 0
  while (edits.length < count) {
    if (random() < 0.01) cursor = Math.floor(random() * (length + 1))
    if (random() < 0.15 && cursor > 0) {
      cursor -= 1
      length -= 1
      edits.push([cursor, 1, ''])
    } else {
      edits.push([cursor, 0, letters[Math.floor(random() ** 2 * letters.length)] ?? 'e'])
      cursor += 1
      length += 1
    }
  }
  return edits
}

/** The text after these edits. What is after the cursor is kept in reverse, so that the next keystroke costs nothing. */
function replay(edits: readonly Edit[]): string {
  const before: string[] = []
  const after: string[] = []
  for (const [at, deleted, inserted] of edits) {
    for (let one = before.length > at ? before.pop() : undefined; one !== undefined; ) {
      after.push(one)
      one = before.length > at ? before.pop() : undefined
    }
    while (before.length < at) before.push(after.pop() ?? '')
    for (let n = 0; n < deleted; n += 1) after.pop()
    before.push(...inserted)
  }
  return before.concat(after.reverse()).join('')
}
