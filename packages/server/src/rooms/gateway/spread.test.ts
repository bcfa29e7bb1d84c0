import type { RoomId } from '@stoa/contract/http'
import { expect, test } from 'vitest'
import { createSpread, sliceSize } from './spread.ts'

const room = crypto.randomUUID() as RoomId
const turn = () => new Promise((resolve) => setImmediate(resolve))

function crowd(size: number) {
  const members = new Set(Array.from({ length: size }, (_, n) => `socket ${n}`))
  const writes: { to: readonly string[]; message: string }[] = []
  const spread = createSpread<string>({
    members: (one) => (one === room ? members : undefined),
    write: (to, message) => void writes.push({ to, message }),
  })
  return { members, writes, spread }
}

test('T9: a room of usual size is written to at once and as a whole', () => {
  const { spread, writes } = crowd(sliceSize)
  spread.send(room, 'one')
  spread.send(crypto.randomUUID() as RoomId, 'nobody hears this')
  expect(writes).toEqual([{ to: [room], message: 'one' }])
})

test('T9: a large room is written to a slice a turn, everybody once and in order, and whoever has left is not', async () => {
  const { members, spread, writes } = crowd(sliceSize * 2 + 10)
  spread.send(room, 'one')
  spread.send(room, 'two')
  expect(writes.map(({ to }) => to.length)).toEqual([sliceSize])
  members.delete(`socket ${sliceSize + 5}`)
  while (writes.length < 6) await turn()
  await turn()
  expect(writes.map(({ to, message }) => `${message} ${to.length}`)).toEqual([
    'one 500',
    'one 499',
    'one 10',
    'two 500',
    'two 499',
    'two 10',
  ])
  for (const message of ['one', 'two'])
    expect(writes.flatMap((write) => (write.message === message ? write.to : []))).toEqual([...members])
  spread.send(room, 'three')
  while (writes.length < 9) await turn()
  expect(writes.at(-1)?.message).toBe('three')
})

test('T9: what waits for one room is bounded', async () => {
  const { spread, writes } = crowd(sliceSize + 1)
  for (let n = 0; n < 100; n += 1) spread.send(room, `${n}`)
  for (let n = 0; n < 300; n += 1) await turn()
  expect(new Set(writes.map(({ message }) => message)).size).toBe(16)
})
