import { expect, test } from 'vitest'
import { drafted, draftsForgotten, draftsReducer, readDrafts, selectDraft } from './drafts.ts'

test('a draft is kept for its room, and an emptied one is not', () => {
  const one = draftsReducer({}, drafted({ room: 'a', draft: { text: 'Hel' } }))
  const replying = draftsReducer(one, drafted({ room: 'a', draft: { replyTo: 7 } }))
  expect(selectDraft('a')({ drafts: replying })).toEqual({ text: 'Hel', replyTo: 7 })
  expect(selectDraft('b')({ drafts: replying })).toEqual({ text: '', replyTo: null })
  expect(draftsReducer(replying, drafted({ room: 'a', draft: { text: '', replyTo: null } }))).toEqual({})
})

test('all drafts are forgotten when somebody signs out', () => {
  expect(draftsReducer({ a: { text: 'x', replyTo: null } }, draftsForgotten())).toEqual({})
})

test('drafts survive a reload, and what is not a draft is left out', () => {
  const kept = { a: { text: 'Hello', replyTo: null }, b: { text: 5 }, c: null, d: { text: '', replyTo: 'x' } }
  expect(readDrafts(JSON.stringify(kept))).toEqual({ a: { text: 'Hello', replyTo: null } })
})

test.each([null, '', 'nonsense', '[]', 'null', '7'])('stored drafts of %j are none', (stored) => {
  expect(readDrafts(stored)).toEqual({})
})
