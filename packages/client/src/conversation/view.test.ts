import { edit, message, reaction } from '@stoa/contract/chat'
import { Fault } from '@stoa/contract/http'
import { expect, test } from 'vitest'
import type { Outgoing } from '../outbox/outgoing.ts'
import {
  ada,
  agora,
  bob,
  clientIdOf,
  cyd,
  edited,
  entry,
  item,
  member,
  reacted,
} from '../testing/entries.testing.ts'
import { pendingIn } from './pending.ts'
import { fold, stretchOf } from './stretch.ts'
import { ticksOf } from './ticks.ts'
import { createView, type Parts } from './view.ts'

function outgoing(n: number, fields: Partial<Outgoing> = {}): Outgoing {
  return {
    clientId: clientIdOf(n),
    order: n,
    room: agora,
    type: message.name,
    body: { text: `written ${n}` },
    at: n * 1000,
    state: { status: 'waiting' },
    ...fields,
  }
}

function parts(fields: Partial<Parts> & { things?: Outgoing[]; seqs?: number[] } = {}): Parts {
  const { things = [], seqs = [1, 2], ...others } = fields
  const items = seqs.map((seq) => item(seq))
  return {
    stretch: stretchOf({ items, head: seqs.at(-1) ?? 0, before: null, after: null }),
    pending: pendingIn(things),
    ticks: ticksOf([], ada),
    refusals: new Map(),
    quotesVersion: 0,
    quote: () => null,
    ...others,
  }
}

const texts = (items: ReturnType<ReturnType<typeof createView>>) =>
  items.map((one) => (one.kind === 'message' ? `${one.text} (${one.state})` : one.type))

test('what waits and what failed comes last, in the order it was written', () => {
  const fault = new Fault('BLOCKED').toBody()
  const things = [outgoing(3), outgoing(4, { state: { status: 'failed', fault } }), outgoing(5)]
  expect(texts(createView(ada)(parts({ things })))).toEqual([
    'message 1 (sent)',
    'message 2 (sent)',
    'written 3 (waiting)',
    'written 4 (failed)',
    'written 5 (waiting)',
  ])
})

test('a sent message is shown once, whether its acknowledgement or its entry comes first', () => {
  const view = createView(ada)
  const now = parts()
  const sent = outgoing(3, { state: { status: 'sent', seq: 3, at: 3000 } })
  expect(texts(view({ ...now, pending: pendingIn([outgoing(3)]) }))).toHaveLength(3)
  expect(texts(view({ ...now, pending: pendingIn([sent, outgoing(4)]) })).slice(2)).toEqual([
    'written 3 (sent)',
    'written 4 (waiting)',
  ])
  if (now.stretch !== undefined) fold(now.stretch, [entry(3, { clientId: sent.clientId })])
  for (const things of [[sent], [outgoing(3)], []])
    expect(texts(view({ ...now, pending: pendingIn(things) }))).toHaveLength(3)
})

test('in the past nothing of the outbox is shown', () => {
  const now = parts({ things: [outgoing(9)] })
  const stretch = stretchOf({ items: [item(1)], head: 50, before: null, after: 1 })
  expect(texts(createView(ada)({ ...now, stretch }))).toEqual(['message 1 (sent)'])
})

test('a change on its way shows at once, is not applied twice when it comes back, and goes when it is refused', () => {
  const view = createView(ada)
  const now = parts({ seqs: [1] })
  const change = outgoing(7, { type: edit.name, about: 1, body: { text: 'better' } })
  const like = outgoing(8, { type: reaction.name, about: 1, body: { emoji: '👍' } })
  const [shown] = view({ ...now, pending: pendingIn([change, like]) })
  expect(shown).toMatchObject({ text: 'better', reactions: { [ada]: '👍' }, asOf: 1 })
  if (now.stretch !== undefined) fold(now.stretch, [edited(2, 1, 'better'), reacted(3, 1, '👍', ada)])
  const sent = outgoing(8, { ...like, state: { status: 'sent', seq: 3, at: 3000 } })
  expect(view({ ...now, pending: pendingIn([sent]) })[0]).toMatchObject({ reactions: { [ada]: '👍' } })
  const fault = new Fault('NOT_ALLOWED')
  const failed = outgoing(9, { ...change, state: { status: 'failed', fault: fault.toBody() } })
  const refused = view({ ...now, pending: pendingIn([failed]), refusals: new Map([[1, fault]]) })
  expect(refused[0]).toMatchObject({ text: 'better', fault: { code: 'NOT_ALLOWED' } })
})

test('the same object is given for what has not changed', () => {
  const view = createView(ada)
  const now = parts({ things: [outgoing(5)] })
  const before = view(now)
  if (now.stretch !== undefined) fold(now.stretch, [reacted(3, 2, '👍')])
  const after = view({ ...now, ticks: ticksOf([member(bob)], ada), pending: pendingIn([outgoing(5)]) })
  expect(after[0]).toBe(before[0])
  expect(after[1]).not.toBe(before[1])
  expect(after[2]).toBe(before[2])
})

test('M2: a quote is what the quoted message is now', () => {
  const view = createView(ada)
  const reply = item(2, { replyTo: 1 })
  const stretch = stretchOf({ items: [item(1), reply], head: 2, before: null, after: null })
  const now = { ...parts(), stretch }
  expect(view(now)[1]).toMatchObject({ quoted: { text: 'message 1' } })
  fold(stretch, [edited(3, 1, 'changed')])
  expect(view(now)[1]).toMatchObject({ quoted: { text: 'changed' } })
})

test('T10: a message is delivered or read once everybody who was there when it was written has got that far', () => {
  const ticks = ticksOf(
    [
      member(ada, { read: 0 }),
      member(bob, { delivered: 3, read: 2 }),
      member(cyd, { delivered: 0, read: 0, joinedAt: 2_500 }),
    ],
    ada,
  )
  expect([1, 2, 3].map((seq) => ticks({ seq, at: seq * 1000 }))).toEqual(['read', 'read', 'sent'])
  expect(ticks({ seq: 3, at: 2_000 })).toBe('delivered')
  expect(ticksOf([member(ada)], ada)({ seq: 1, at: 1 })).toBe('sent')
})
