import { setTimeout as delay, setImmediate as nextTurn } from 'node:timers/promises'
import type * as Y from 'yjs'
import { answerCalls } from '../frame/child.ts'
import { sitAtHocuspocus, visitHocuspocus } from './hocuspocus-table.ts'
import { sitAtStoa, visitStoa } from './stoa-table.ts'
import { type Invitation, isPeer, type Table, write } from './table.ts'
import { readTrace, type Trace } from './trace.ts'
import type { Passage, Typist } from './typist.ts'

/** Edits on their way at most, however they travel. */
const mostOnTheirWay = 1000
/** The longest one goes on typing without looking up, in ms. */
const breath = 4

let table: Table | null = null
const traces = new Map<string, Promise<Trace>>()

function seated(): Table {
  if (table === null) throw new Error('nobody sits at a table')
  return table
}

function traceOf({ trace, to }: Passage): Promise<Trace> {
  const key = `${trace ?? ''} ${to}`
  const found = traces.get(key) ?? readTrace(trace, to)
  traces.set(key, found)
  return found
}

function visitOf({ pen }: Invitation): typeof visitStoa {
  return isPeer(pen) ? visitHocuspocus : visitStoa
}

function processorTime(): number {
  const { user, system } = process.cpuUsage()
  return (user + system) / 1000
}

const typist: Typist = {
  async sit(invitation) {
    table = await (isPeer(invitation.pen) ? sitAtHocuspocus : sitAtStoa)(invitation)
    return table.document
  },
  async type(passage) {
    const { texts, unacknowledged } = seated()
    const { edits, end } = await traceOf(passage)
    const [own, ...others] = texts
    if (own === undefined) throw new Error('nobody writes')
    const began = performance.now()
    const before = processorTime()
    for (let at = passage.from; at < passage.to; ) {
      const until = performance.now() + breath
      while (at < passage.to && unacknowledged() < mostOnTheirWay && performance.now() < until) {
        const edit = edits[at]
        if (edit !== undefined) write(own, edit)
        at += 1
      }
      await nextTurn()
    }
    while (unacknowledged() > 0) await nextTurn()
    const acknowledged = performance.now() - began
    await everywhere(others, end)
    const took = performance.now() - began
    const cpu = (processorTime() - before) / took
    for (const text of texts) if (text.toString() !== end) throw new Error('a text is not what was typed')
    return { acknowledged, everywhere: took, cpu }
  },
  async lacks(visit) {
    const { end } = await traceOf(visit)
    let length = 0
    await visitOf(visit)(visit, (text) => {
      length = text.length
      return true
    })
    return end.length - length
  },
  async visit(visit) {
    const { end } = await traceOf(visit)
    return await visitOf(visit)(visit, (text) => text.length === end.length && text.toString() === end)
  },
  async watch({ rate, seconds }) {
    const [own, ...others] = seated().texts
    if (own === undefined) throw new Error('nobody writes')
    const typedAt: number[] = []
    const took: number[] = []
    const look = (event: Y.YTextEvent) => hear(event, typedAt, took)
    for (const text of others) text.observe(look)
    const count = rate * seconds
    const began = performance.now()
    for (let n = 0; n < count; n += 1) {
      const wait = began + (n * 1000) / rate - performance.now()
      if (wait > 0) await delay(wait)
      typedAt.push(performance.now())
      write(own, [own.length, 0, `${n};`])
    }
    const given = performance.now() + 10_000
    while (took.length < count * others.length && performance.now() < given) await delay(10)
    for (const text of others) text.unobserve(look)
    if (took.length !== count * others.length)
      throw new Error(`${took.length} of ${count * others.length} edits came to a screen`)
    return took
  },
  async leave() {
    await table?.close()
    table = null
  },
}

async function everywhere(texts: readonly Y.Text[], end: string): Promise<void> {
  while (texts.some((text) => text.length !== end.length || text.toString() !== end)) await delay(2)
}

/** Words that came with a change, by their numbers. */
function hear(event: Y.YTextEvent, typedAt: readonly number[], took: number[]): void {
  const now = performance.now()
  for (const { insert } of event.delta) {
    if (typeof insert !== 'string') continue
    for (const [, word] of insert.matchAll(/(\d+);/g)) took.push(now - (typedAt[Number(word)] ?? Number.NaN))
  }
}

answerCalls(typist)
