import { expect, test } from 'vitest'
import { isShape } from './shape.ts'

const rectangle = {
  id: 'a',
  type: 'rectangle',
  version: 2,
  versionNonce: 3,
  index: 'a0',
  isDeleted: false,
  updated: 1,
  x: 10,
  y: 20,
}
const stroke = { ...rectangle, type: 'freedraw', points: [[0, 0]] }
const text = { ...rectangle, type: 'text', text: 'hello', fontSize: 20 }
const arrow = {
  ...rectangle,
  type: 'arrow',
  points: [
    [0, 0],
    [40, -10],
  ],
}

test('each type of shape is one with no more than it must have', () => {
  for (const shape of [
    rectangle,
    stroke,
    text,
    arrow,
    { ...arrow, type: 'line' },
    { ...rectangle, type: 'frame' },
  ])
    expect(isShape(shape), shape.type).toBe(true)
  expect(isShape({ ...rectangle, customData: { any: 'thing' }, link: null, roundness: { type: 3 } })).toBe(
    true,
  )
})

test.each([
  ['a stroke without places', { ...stroke, points: undefined }],
  ['a stroke without any place', { ...stroke, points: [] }],
  ['a stroke whose places are no list', { ...stroke, points: 5 }],
  [
    'a line with a place that is none',
    {
      ...arrow,
      type: 'line',
      points: [
        [0, 0],
        ['a', 1],
      ],
    },
  ],
  ['an arrow bound to nothing that is named', { ...arrow, startBinding: { elementId: 5 } }],
  ['a text that is a number', { ...text, text: 5 }],
  ['a text of no size', { ...text, fontSize: 0 }],
  ['a text in a font nobody has', { ...text, fontFamily: 4711 }],
  ['a shape of no number wide', { ...rectangle, width: Number.NaN }],
  ['a shape larger than can be filled', { ...rectangle, width: 1e9 }],
  ['a shape too far away to be found', { ...rectangle, x: 1e300 }],
  ['lines so thin that filling with them has no end', { ...rectangle, strokeWidth: 1e-9 }],
  ['a colour that is an object', { ...rectangle, strokeColor: {} }],
  ['groups that are no list', { ...rectangle, groupIds: 'all' }],
  ['a picture', { ...rectangle, type: 'image', fileId: 'a' }],
  ['a page of another site', { ...rectangle, type: 'embeddable', link: 'https://example.org' }],
  ['no element at all', null],
])('%s is no shape, as Excalidraw would fail on it', (_, value) => {
  expect(isShape(value)).toBe(false)
})
