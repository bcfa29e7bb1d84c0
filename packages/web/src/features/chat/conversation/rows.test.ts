import type { LiveMessage } from '@stoa/client'
import type { Happening } from '@stoa/contract/chat'
import { UserId } from '@stoa/contract/http'
import { describe, expect, test } from 'vitest'
import { chipsOf } from './reactions.ts'
import { keyOf, type Row, rowsOf, seqUpTo, startMoved } from './rows.ts'

const me = UserId.parse('00000000-0000-4000-8000-000000000001')
const ada = UserId.parse('00000000-0000-4000-8000-000000000002')
const minute = 60_000
const dayKey = (at: number): string => String(Math.floor(at / (24 * 60 * minute)))

function message(seq: number, author: UserId, at: number, more: Partial<LiveMessage> = {}): LiveMessage {
  return {
    kind: 'message',
    seq,
    author,
    at,
    clientId: null,
    text: `m${seq}`,
    deleted: false,
    editedAt: null,
    replyTo: null,
    forwardedFrom: null,
    reactions: {},
    asOf: seq,
    state: 'sent',
    quoted: null,
    ...more,
  }
}
const joined = (seq: number, at: number): Happening => ({
  kind: 'happening',
  seq,
  author: ada,
  at,
  type: 'room.joined',
  body: {},
  asOf: seq,
})
const rows = (items: Parameters<typeof rowsOf>[0]['items'], readUpTo: number | null = null): Row[] =>
  rowsOf({ items, me, readUpTo, dayKey })
const shape = (list: readonly Row[]): string[] =>
  list.map((row) =>
    row.kind === 'message'
      ? `${row.item.seq}${row.first ? ' first' : ''}${row.last ? ' last' : ''}`
      : row.kind,
  )

describe('the rows of a conversation', () => {
  test('messages by one author within five minutes are one run', () => {
    const list = rows([
      message(1, ada, 0),
      message(2, ada, minute),
      message(3, ada, 7 * minute),
      message(4, me, 7 * minute),
    ])
    expect(shape(list)).toEqual(['day', '1 first', '2 last', '3 first last', '4 first last'])
  })

  test('a day begins with its date and a new run', () => {
    const night = 24 * 60 * minute
    const list = rows([message(1, ada, night - minute), message(2, ada, night)])
    expect(shape(list)).toEqual(['day', '1 first last', 'day', '2 first last'])
  })

  test('a happening stands between runs', () => {
    const list = rows([message(1, ada, 0), joined(2, 1), message(3, ada, 2)])
    expect(shape(list)).toEqual(['day', '1 first last', 'happening', '3 first last'])
  })

  test('the unread line stands once, before the first message of another after what was read', () => {
    const list = rows([message(1, ada, 0), message(2, me, 1), message(3, ada, 2), message(4, ada, 3)], 1)
    expect(shape(list)).toEqual(['day', '1 first last', '2 first last', 'unread', '3 first', '4 last'])
  })

  test('the unread line ends the run before it', () => {
    expect(shape(rows([message(1, ada, 0), message(2, ada, 1)], 1))).toEqual([
      'day',
      '1 first last',
      'unread',
      '2 first last',
    ])
  })

  test('there is no unread line where everything was read', () => {
    expect(shape(rows([message(1, ada, 0), message(2, me, 1)], 1))).not.toContain('unread')
  })

  test('a message keeps its key when it gets its seq', () => {
    const clientId = '00000000-0000-4000-8000-00000000000c'
    expect(keyOf(message(0, me, 0, { clientId, state: 'waiting' }))).toBe(
      keyOf(message(9, me, 0, { clientId })),
    )
  })

  test('the newest seq up to a row is known', () => {
    const list = rows([message(4, ada, 0), message(5, ada, 1), message(0, me, 2, { clientId: 'x' })])
    expect(seqUpTo(list, 3)).toBe(5)
    expect(seqUpTo(list, 0)).toBe(0)
  })

  test('what came or went before the first row is told from what did after the last', () => {
    const held = [message(5, ada, 10), message(6, ada, 11)]
    const older = [message(3, ada, 8), message(4, ada, 9)]
    expect(startMoved(rows(held), rows([...older, ...held]))).toBe(true)
    expect(startMoved(rows([...older, ...held]), rows(held))).toBe(true)
    expect(startMoved(rows(held), rows([...held, message(7, ada, 12)]))).toBe(false)
    expect(startMoved(rows([...older, ...held]), rows(older))).toBe(false)
    expect(startMoved(rows([]), rows(held))).toBe(false)
    expect(startMoved(rows(held), rows([message(90, ada, 99)]))).toBe(false)
  })
})

test('reactions are counted by emoji, the most used first, and one knows one’s own', () => {
  const eve = UserId.parse('00000000-0000-4000-8000-000000000003')
  expect(chipsOf({ [ada]: '🎉', [me]: '👍', [eve]: '👍' }, me)).toEqual([
    { emoji: '👍', by: [me, eve], own: true },
    { emoji: '🎉', by: [ada], own: false },
  ])
})
