import { Fault } from '@stoa/contract/http'
import { expect, test } from 'vitest'
import { createAutosave } from './autosave.ts'

function made() {
  const saves: { readonly value: string; settle(fault?: Fault): Promise<void> }[] = []
  let due: (() => void) | undefined
  const autosave = createAutosave<string>({
    save: (value) => {
      const { promise, resolve, reject } = Promise.withResolvers<void>()
      saves.push({
        value,
        async settle(fault) {
          if (fault === undefined) resolve()
          else reject(fault)
          await Promise.allSettled([promise])
          await Promise.resolve()
        },
      })
      return promise
    },
    later: (work) => {
      due = work
      return () => {
        due = undefined
      }
    },
  })
  return {
    autosave,
    saves,
    values: () => saves.map((one) => one.value),
    pause: () => due?.(),
    last: () => saves.at(-1) ?? expect.fail('nothing was saved'),
  }
}

test('what is written is saved once there is a pause, and called saved only when it is durable', async () => {
  const { autosave, values, pause, last } = made()
  autosave.change('a')
  autosave.change('ab')
  expect([autosave.get().status, values()]).toEqual(['changed', []])
  pause()
  expect([autosave.get().status, values()]).toEqual(['saving', ['ab']])
  await last().settle()
  expect(autosave.get().status).toBe('saved')
})

test('what changes during a save is saved after it, the newest alone', async () => {
  const { autosave, values, pause, last } = made()
  autosave.change('a')
  autosave.flush()
  autosave.change('ab')
  autosave.change('abc')
  pause()
  expect([autosave.get().status, values()]).toEqual(['saving', ['a']])
  await last().settle()
  expect(values()).toEqual(['a', 'abc'])
  await last().settle()
  expect(autosave.get().status).toBe('saved')
})

test('what could not be saved says so, and is not lost', async () => {
  const { autosave, values, last } = made()
  autosave.change('a')
  autosave.flush()
  await last().settle(new Fault('UNAVAILABLE'))
  expect(autosave.get()).toMatchObject({ status: 'failed', fault: { code: 'UNAVAILABLE' } })
  autosave.flush()
  await last().settle()
  expect([autosave.get().status, values()]).toEqual(['saved', ['a', 'a']])
})

test('leaving the field saves at once; with nothing changed it saves nothing', () => {
  const { autosave, values } = made()
  autosave.flush()
  autosave.change('a')
  autosave.flush()
  expect(values()).toEqual(['a'])
})
