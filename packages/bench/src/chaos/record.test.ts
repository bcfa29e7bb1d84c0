import { expect, test } from 'vitest'
import { differences, type Placed, type Told } from './record.ts'

const timeline = (...ids: string[]): Placed[] => ids.map((id, index) => ({ seq: index + 1, id }))

function told(changes: Partial<Told> = {}): Told {
  return {
    acknowledged: new Map([
      [
        'room',
        new Map([
          ['a', 1],
          ['b', 2],
        ]),
      ],
    ]),
    sent: new Set(['a', 'b', 'c']),
    read: [{ reader: 'Ada', room: 'room', entries: timeline('a', 'b', 'c') }],
    ...changes,
  }
}

test('nothing is wrong where everyone was told what is there', () => {
  expect(differences(told(), new Map([['room', timeline('a', 'b', 'c')]]))).toEqual([])
})

test('T1: a hole in the timeline is found', () => {
  const holed = [...timeline('a', 'b'), { seq: 4, id: 'c' }]
  const read = [{ reader: 'Ada', room: 'room', entries: holed }]
  expect(differences(told({ read }), new Map([['room', holed]]))).toEqual([
    'T1: room has 4 where 3 should be',
  ])
})

test('T2: an acknowledged message that is gone or elsewhere is found', () => {
  const at = timeline('b', 'c')
  const read = [{ reader: 'Ada', room: 'room', entries: at }]
  expect(differences(told({ read }), new Map([['room', at]]))).toEqual([
    'T2: room lost a, which was acknowledged as 1',
    'T2: room has b at 1, and it was acknowledged as 2',
  ])
})

test('T4: a message that is there twice is found', () => {
  const at = timeline('a', 'b', 'b')
  const read = [{ reader: 'Ada', room: 'room', entries: at }]
  const found = differences(told({ read, acknowledged: new Map() }), new Map([['room', at]]))
  expect(found).toEqual(['T4: room has b at 2 and at 3'])
})

test('T3: a message that was delivered and is not there is found', () => {
  expect(differences(told(), new Map([['room', timeline('a', 'b')]]))).toEqual([
    'T5: Ada got 3 entries of room, which has 2',
    'T5: Ada got c as 3 in room, where nothing is',
  ])
})

test('T5: a reader who got entries in another order is found', () => {
  const read = [{ reader: 'Ada', room: 'room', entries: timeline('b', 'a', 'c') }]
  expect(differences(told({ read }), new Map([['room', timeline('a', 'b', 'c')]]))).toEqual([
    'T5: Ada got b as 1 in room, where a as 1 is',
  ])
})
