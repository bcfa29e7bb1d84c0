import { expect, test } from 'vitest'
import { editorChanged, editorReducer, readEditorSettings } from './settings.ts'

const usual = { vim: false, wrap: false, fontSize: 14, indent: '2' }

test.each([null, '', 'no JSON', '"text"', 'null', '[]', '{"fontSize":"big","indent":"8","vim":1}'])(
  'what is kept as %j and is no setting of ours is as usual',
  (stored) => {
    expect(readEditorSettings(stored)).toEqual(usual)
  },
)

test('what was chosen is read again as it was', () => {
  const chosen = editorReducer(undefined, editorChanged({ vim: true, indent: 'tab', fontSize: 18 }))
  expect(chosen).toEqual({ vim: true, wrap: false, fontSize: 18, indent: 'tab' })
  expect(readEditorSettings(JSON.stringify(chosen))).toEqual(chosen)
})

test.each([
  [2, 10],
  [200, 28],
  [13.6, 14],
])('a font of %d px is shown with %d', (asked, shown) => {
  expect(editorReducer(undefined, editorChanged({ fontSize: asked })).fontSize).toBe(shown)
})
