import { createClient } from '@stoa/client'
import { openInterview } from '@stoa/client/interviews'
import { createSession, update } from '@stoa/contract/interviews'
import { startNode, type TestNode } from '@stoa/testkit'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { loadHistory } from '../history/load.ts'
import { createCutter, cutStepsOf } from './engine/cutter.ts'
import { createFilm } from './engine/film.ts'
import { createRecorder } from './engine/recorder.ts'

let node: TestNode

beforeAll(async () => {
  node = await startNode()
})
afterAll(() => node?.stop())

const typed = 'const total = rows.reduce((sum, row) => sum + row.amount, 0)\nprint(totl'

/** Acknowledgements that arrive when the test says so. */
function heldUp() {
  let arrive: (() => void)[] = []
  return {
    async after<T>(sent: Promise<T>): Promise<T> {
      const reply = await sent
      await new Promise<void>((resolve) => arrive.push(resolve))
      return reply
    },
    get waiting() {
      return arrive.length
    },
    arrive() {
      for (const one of arrive) one()
      arrive = []
    },
  }
}

test('P8: what is typed while acknowledgements take long replays keystroke by keystroke, corrections too', async () => {
  const client = createClient({ url: node.url, tokens: 'body' })
  await client.start()
  await client.login('ada@example.org')
  await client.verify('ada@example.org', await node.codeFor('ada@example.org'))
  const { id } = await client.call(createSession, { body: { title: 'Slow line', language: 'text' } })
  const line = heldUp()
  const interview = openInterview(
    { ...client, send: (...sending) => line.after(client.send(...sending)) },
    id,
  )
  await expect.poll(() => interview.get().content.documents.length).toBe(1)
  const [begun] = interview.get().content.documents
  if (begun === undefined) throw new Error('a session begins with a document')
  const document = interview.document(begun.seq)
  await expect.poll(() => document.status.get().status).toBe('ready')
  const { text } = document
  const truths: string[] = []
  const press = (key: () => void) => {
    key()
    truths.push(text.toString())
  }
  for (const [at, letter] of [...typed].entries()) {
    press(() => text.insert(text.length, letter))
    if (at % 20 !== 0) continue
    await expect.poll(() => line.waiting).toBe(1)
    line.arrive()
  }
  for (let back = 0; back < 3; back += 1) press(() => text.delete(text.length - 1, 1))
  // A selection is typed over, and a word is completed.
  press(() => document.doc.transact(() => [text.delete(6, 5), text.insert(6, 'sum')]))
  press(() => text.insert(text.length, 'tal)'))
  await expect
    .poll(() => {
      line.arrive()
      return document.status.get().saved
    })
    .toBe(true)

  const entries = await loadHistory(client, id, { signal: new AbortController().signal })
  const recorder = createRecorder()
  for (const entry of entries) recorder.add(entry)
  const [recorded] = recorder.recording().documents
  if (recorded === undefined) throw new Error('it was recorded')
  const film = createFilm()
  film.add(createCutter()(cutStepsOf(recorded.steps)))
  const shown = recorded.steps.map((step) => film.textAt(film.countAt(step.time)).toString())
  expect(shown).toEqual(truths)
  expect(entries.filter((one) => one.type === update.name).length).toBeLessThan(truths.length / 5)

  interview.close()
  await client.stop()
})
