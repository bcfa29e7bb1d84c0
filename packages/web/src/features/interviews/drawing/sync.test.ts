import { describe, expect, test } from 'vitest'
import * as Y from 'yjs'
import { bind, type Scene, type Versioned } from './sync.ts'

interface Shape extends Versioned {
  readonly x: number
}
const day = 24 * 3600 * 1000

const shape = (change: Partial<Shape> = {}): Shape => ({
  id: 'a',
  version: 1,
  versionNonce: 5,
  isDeleted: false,
  updated: 10 * day,
  x: 0,
  ...change,
})

/** Somebody at a whiteboard. */
function person({ writable = true, doc = new Y.Doc() } = {}) {
  const elements = doc.getMap<unknown>('elements')
  const shapes = new Map<string, Shape>()
  const held = new Set<string>()
  const scene: Scene<Shape> = {
    get: () => [...shapes.values()],
    put(changed) {
      for (const one of changed) shapes.set(one.id, one)
    },
    drop(ids) {
      for (const id of ids) shapes.delete(id)
    },
    isHeld: (id) => held.has(id),
  }
  const binding = bind({
    doc,
    elements,
    scene,
    read: (value) => (value === undefined ? undefined : { ...(value as Shape) }),
    writable: () => writable,
    now: () => 10 * day,
  })
  return {
    doc,
    elements,
    held,
    ...binding,
    draw(one: Shape) {
      shapes.set(one.id, one)
      binding.flush()
    },
    shown: () =>
      Object.fromEntries([...shapes].filter(([, one]) => !one.isDeleted).map(([id, { x }]) => [id, x])),
  }
}

/** Gives each what the other has. */
function meet(...people: readonly { readonly doc: Y.Doc }[]): void {
  for (const { doc: from } of people)
    for (const { doc: to } of people) Y.applyUpdate(to, Y.encodeStateAsUpdate(from), 'remote')
}

describe('two at a whiteboard', () => {
  test('see what the other drew, changed and deleted', () => {
    const [ada, bob] = [person(), person()]
    ada.draw(shape({ x: 1 }))
    bob.draw(shape({ id: 'b', x: 2 }))
    meet(ada, bob)
    expect(ada.shown()).toEqual({ a: 1, b: 2 })
    expect(bob.shown()).toEqual({ a: 1, b: 2 })
    bob.draw(shape({ version: 2, x: 7 }))
    ada.draw(shape({ id: 'b', version: 2, isDeleted: true }))
    meet(ada, bob)
    expect(ada.shown()).toEqual({ a: 7 })
    expect(bob.shown()).toEqual({ a: 7 })
  })

  test.each([
    ['the higher version', { version: 4, versionNonce: 9, x: 4 }, { version: 3, versionNonce: 1, x: 3 }, 4],
    [
      'of equal versions the lower nonce',
      { version: 3, versionNonce: 9, x: 9 },
      { version: 3, versionNonce: 1, x: 1 },
      1,
    ],
  ])('who change a shape at once end up with %s', (_, one, other, x) => {
    const [ada, bob] = [person(), person()]
    ada.draw(shape())
    meet(ada, bob)
    ada.draw(shape(one))
    bob.draw(shape(other))
    meet(ada, bob)
    meet(ada, bob)
    for (const who of [ada, bob]) {
      expect(who.shown()).toEqual({ a: x })
      expect(who.elements.get('a')).toMatchObject({ x })
    }
  })

  test('write nothing that only came from the other', () => {
    const [ada, bob] = [person(), person()]
    ada.draw(shape())
    let updates = 0
    bob.doc.on('update', (_update, origin) => {
      if (origin !== 'remote') updates += 1
    })
    meet(ada, bob)
    bob.flush()
    bob.flush()
    expect(updates).toBe(0)
  })

  test('are not disturbed while they hold a shape; it is settled when they let go', () => {
    const [ada, bob] = [person(), person()]
    ada.draw(shape())
    meet(ada, bob)
    bob.held.add('a')
    ada.draw(shape({ version: 5, x: 5 }))
    meet(ada, bob)
    bob.draw(shape({ version: 2, x: 2 }))
    expect(bob.shown()).toEqual({ a: 2 })
    bob.held.clear()
    bob.flush()
    expect(bob.shown()).toEqual({ a: 5 })
    meet(ada, bob)
    expect(ada.shown()).toEqual({ a: 5 })
  })
})

test('what is kept is a copy, as shapes are changed in place', () => {
  const ada = person()
  const drawn = { ...shape(), x: 1 }
  ada.draw(drawn)
  drawn.x = 2
  expect(ada.elements.get('a')).toMatchObject({ x: 1 })
})

test('who may not write sees everything and writes nothing', () => {
  const [ada, bob] = [person(), person({ writable: false })]
  ada.draw(shape())
  meet(ada, bob)
  bob.draw(shape({ id: 'b' }))
  meet(ada, bob)
  expect(ada.shown()).toEqual({ a: 0 })
  expect(bob.elements.has('b')).toBe(false)
})

test('deleted shapes are dropped a day later by whoever opens the whiteboard, and nobody brings them back', () => {
  const doc = new Y.Doc()
  const map = doc.getMap<unknown>('elements')
  map.set('old', shape({ id: 'old', isDeleted: true, updated: 8 * day }))
  map.set('new', shape({ id: 'new', isDeleted: true }))
  const late = new Y.Doc()
  Y.applyUpdate(late, Y.encodeStateAsUpdate(doc))
  const watching = person({ doc: late, writable: false })
  const ada = person({ doc })
  expect([...ada.elements.keys()]).toEqual(['new'])
  meet(ada, watching)
  watching.flush()
  meet(ada, watching)
  expect([...ada.elements.keys()]).toEqual(['new'])
})
