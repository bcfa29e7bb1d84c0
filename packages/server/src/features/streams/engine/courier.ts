import { Fault, type FaultBody, isFaultBody } from '@stoa/contract/http'
import type { Cluster } from '../../../platform/cluster/cluster.ts'
import type { Log } from '../../../platform/database/database.ts'
import { type Answer, type Ask, errands, Message, type Verb } from './errands.ts'

/** Milliseconds another node has to answer: a first publisher waits for its media server to start, a recording until all is written. */
const usual = 3_000
const patience: Partial<Record<Verb, number>> = { publish: 8_000, close: 25_000, stopRecording: 25_000 }

export interface Courier {
  /** Faults: what the other node answers, UNAVAILABLE where it does not. */
  ask<V extends Verb>(node: string, verb: V, ask: Ask<V>): Promise<Answer<V>>
  /** Begins to take other nodes' errands; returns how to end it. */
  start(carryOut: (verb: Verb, ask: unknown) => Promise<unknown>): Promise<() => void>
}

/** Questions and answers between nodes over the bus, which may lose either. */
export function createCourier({
  cluster,
  newId,
  log,
}: {
  readonly cluster: Pick<Cluster, 'node' | 'bus'>
  readonly newId: () => string
  readonly log: Log
}): Courier {
  const { node, bus } = cluster
  const waiting = new Map<string, (outcome: { answer: unknown } | { fault: FaultBody }) => void>()

  function send(to: string, message: Message): void {
    bus.publish(topicOf(to), message)
  }

  async function take(
    { id, from, verb, ask }: Extract<Message, { kind: 'errand' }>,
    carryOut: (verb: Verb, ask: unknown) => Promise<unknown>,
  ): Promise<void> {
    try {
      const answer = (await carryOut(verb, ask)) ?? {}
      send(from, { kind: 'done', id, answer })
    } catch (error) {
      const fault = error instanceof Fault ? error : new Fault('INTERNAL')
      if (fault.statusCode >= 500) log.error({ err: error, verb }, 'an errand of another node failed')
      send(from, { kind: 'refused', id, fault: fault.toBody() })
    }
  }

  return {
    async ask(to, verb, ask) {
      const id = newId()
      const { promise, resolve } = Promise.withResolvers<{ answer: unknown } | { fault: FaultBody }>()
      const silence = new Fault('UNAVAILABLE', 'The node that carries this stream does not answer.', {
        details: { retryAfter: 2000 },
      })
      const late = setTimeout(() => resolve({ fault: silence.toBody() }), patience[verb] ?? usual)
      waiting.set(id, resolve)
      send(to, { kind: 'errand', id, from: node, verb, ask })
      const outcome = await promise
      clearTimeout(late)
      waiting.delete(id)
      if ('fault' in outcome) throw Fault.fromBody(outcome.fault)
      // Which answer belongs to which errand is the table's to say; the compiler cannot follow it through the index.
      return errands[verb].answer.parse(outcome.answer) as Answer<typeof verb>
    },
    async start(carryOut) {
      return bus.subscribe(topicOf(node), (raw) => {
        const message = Message.safeParse(raw)
        if (!message.success) return log.warn({ err: message.error }, 'another node said what cannot be read')
        const { data } = message
        if (data.kind === 'errand') void take(data, carryOut)
        else if (data.kind === 'done') waiting.get(data.id)?.({ answer: data.answer })
        else if (isFaultBody(data.fault)) waiting.get(data.id)?.({ fault: data.fault })
      })
    },
  }
}

const topicOf = (node: string) => `media:${node}`
