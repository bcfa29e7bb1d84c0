import { expect, test } from 'vitest'
import * as Y from 'yjs'
import { createDrawingFilm } from './drawing.ts'

test('P8: a drawing is at every moment what all updates up to it make, in whatever order it is sought', () => {
  const doc = new Y.Doc()
  const updates: { index: number; update: string }[] = []
  const truths: string[] = []
  doc.on('update', (update) => {
    updates.push({ index: updates.length * 2, update: Buffer.from(update).toString('base64') })
  })
  const elements = doc.getMap<unknown>('elements')
  for (let step = 0; step < 450; step += 1) {
    if (step % 7 === 6) elements.delete(`shape ${step % 5}`)
    else elements.set(`shape ${step % 5}`, { id: `shape ${step % 5}`, x: step })
    if (truths.length < updates.length) truths.push(JSON.stringify([...elements.values()]))
  }
  const film = createDrawingFilm(updates)
  const shown = (count: number) => JSON.stringify(film.elementsAt(count))
  expect(shown(0)).toBe('[]')
  const order = [...truths.keys()].toSorted((one, other) => ((one * 131) % 97) - ((other * 131) % 97))
  for (const at of order) {
    expect(film.countAt(at * 2)).toBe(at + 1)
    expect(shown(at + 1), `after ${at + 1} updates`).toBe(truths[at])
  }
})
