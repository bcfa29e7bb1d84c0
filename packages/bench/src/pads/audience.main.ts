import { setTimeout as delay } from 'node:timers/promises'
import type * as Y from 'yjs'
import { answerCalls } from '../frame/child.ts'
import type { Audience } from './audience.ts'
import { readAtHocuspocus, visitHocuspocus } from './hocuspocus-table.ts'
import { shareOfProcessor } from './processor.ts'
import { readAtStoa, visitStoa } from './stoa-table.ts'
import { isPeer, type Readers, type Visit } from './table.ts'
import { createTraces } from './trace.ts'
import { now } from './typist.ts'

/** How long the last word may take, in ms. */
const patience = 20_000

const traceOf = createTraces()
let readers: Readers | null = null
let attending: { readonly took: number[]; readonly look: (event: Y.YTextEvent) => void } = {
  took: [],
  look() {},
}

function seated(): readonly Y.Text[] {
  if (readers === null) throw new Error('nobody reads')
  return readers.texts
}

function visitOf({ pen }: Visit): typeof visitStoa {
  return isPeer(pen) ? visitHocuspocus : visitStoa
}

const audience: Audience = {
  async sit(visit) {
    readers = await (isPeer(visit.pen) ? readAtHocuspocus : readAtStoa)(visit)
  },
  async read(passage) {
    const texts = seated()
    const share = shareOfProcessor()
    const { end } = await traceOf(passage)
    // Only a text of the right length is looked at whole.
    while (texts.some((text) => text.length !== end.length || text.toString() !== end)) await delay(2)
    return { cpu: share() }
  },
  async attend() {
    const took: number[] = []
    const look = (event: Y.YTextEvent) => took.push(...agesOf(event))
    for (const text of seated()) text.observe(look)
    attending = { took, look }
  },
  async watch(words) {
    const texts = seated()
    const { took, look } = attending
    const given = performance.now() + patience
    while (took.length < words * texts.length && performance.now() < given) await delay(10)
    for (const text of texts) text.unobserve(look)
    if (took.length !== words * texts.length)
      throw new Error(`${took.length} of ${words * texts.length} edits came to a screen`)
    return took
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
  async leave() {
    await readers?.close()
    readers = null
  },
}

/** Milliseconds since each word of a change was typed. */
function agesOf({ delta }: Y.YTextEvent): number[] {
  const at = now()
  return delta.flatMap(({ insert }) =>
    typeof insert === 'string'
      ? [...insert.matchAll(/(\d+);/g)].map(([, word]) => (at - Number(word)) / 1000)
      : [],
  )
}

answerCalls(audience)
