import { expect, test } from 'vitest'
import { readCommand } from './arguments.ts'

const simulate = (...argv: string[]) => readCommand(['simulate', 'emotes', ...argv])

test('E8: stoa simulate emotes has an audience by default, and takes one of another kind', () => {
  expect(simulate()).toEqual({
    kind: 'simulate-emotes',
    simulation: { rates: [1, 10, 100], minutes: 60, viewers: 500, moments: 10, seed: 1 },
  })
  const argv = ['--rate', '0.5,20', '--minutes=30', '--viewers', '9', '--moments', '0', '--seed', '7']
  expect(simulate(...argv)).toEqual({
    kind: 'simulate-emotes',
    simulation: { rates: [0.5, 20], minutes: 30, viewers: 9, moments: 0, seed: 7 },
  })
})

test('E8: what makes no audience is refused in one line that names it and its range', () => {
  expect(() => simulate('--rate', '0')).toThrow('--rate must be a number above 0 and at most 100000.')
  expect(() => simulate('--rate', '1,,2')).toThrow('--rate must be a number')
  expect(() => simulate('--minutes', '1.5')).toThrow('--minutes must be a whole number from 1 to 10000.')
  expect(() => simulate('--seed', 'x')).toThrow('--seed must be a whole number from 0 to 4294967295.')
  expect(() => readCommand(['--viewers', '5'])).toThrow('--viewers is for stoa simulate emotes.')
})
