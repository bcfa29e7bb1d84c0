import { setTimeout as delay, setImmediate as nextTurn } from 'node:timers/promises'
import { answerCalls } from '../frame/child.ts'
import { writeAtHocuspocus } from './hocuspocus-table.ts'
import { shareOfProcessor } from './processor.ts'
import { writeAtStoa } from './stoa-table.ts'
import { type Desk, isPeer, write } from './table.ts'
import { createTraces } from './trace.ts'
import { now, type Typist } from './typist.ts'

/** Edits on their way at most, however they travel. */
const mostOnTheirWay = 1000
/** The longest one goes on typing without looking up, in ms. */
const breath = 4

const traceOf = createTraces()
let desk: Desk | null = null

function seated(): Desk {
  if (desk === null) throw new Error('nobody sits at a desk')
  return desk
}

const typist: Typist = {
  async sit(beginning) {
    desk = await (isPeer(beginning.pen) ? writeAtHocuspocus : writeAtStoa)(beginning)
    return desk.begun
  },
  async prepare(passage) {
    await traceOf(passage)
  },
  async type(passage) {
    const { text, unacknowledged } = seated()
    const { edits, end } = await traceOf(passage)
    const share = shareOfProcessor()
    const began = performance.now()
    for (let at = passage.from; at < passage.to; ) {
      const until = performance.now() + breath
      while (at < passage.to && unacknowledged() < mostOnTheirWay && performance.now() < until) {
        const edit = edits[at]
        if (edit !== undefined) write(text, edit)
        at += 1
      }
      await nextTurn()
    }
    while (unacknowledged() > 0) await nextTurn()
    const acknowledged = performance.now() - began
    if (text.toString() !== end) throw new Error("the writer's text is not what was typed")
    return { acknowledged, cpu: share() }
  },
  async pace({ rate, seconds }) {
    const { text } = seated()
    const began = performance.now()
    for (let n = 0; n < rate * seconds; n += 1) {
      const wait = began + (n * 1000) / rate - performance.now()
      if (wait > 0) await delay(wait)
      write(text, [text.length, 0, `${now()};`])
    }
  },
  async leave() {
    await desk?.close()
    desk = null
  },
}

answerCalls(typist)
