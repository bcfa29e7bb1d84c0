import { getQuickJS } from 'quickjs-emscripten'
import { describe, expect, test } from 'vitest'
import { runScript } from './script.ts'
import { createTimers } from './timers.ts'

async function run(code: string, input = '') {
  const wrote = { out: '', err: '', note: '' }
  // Time that passes only while one waits: a busy machine changes no order.
  let now = 0
  const sleep = async (milliseconds: number) => {
    now += milliseconds
  }
  const well = await runScript({
    quickjs: await getQuickJS(),
    name: 'main.js',
    code,
    input,
    timers: createTimers(() => now, sleep),
    write: (stream, text) => {
      wrote[stream] += text
    },
  })
  return { well, ...wrote }
}

describe('P7: JavaScript', () => {
  test('writes what console.log is given, as Node.js shows it', async () => {
    const { out } = await run(`
      class Point { constructor(x) { this.x = x } }
      const loop = { name: 'loop' }
      loop.self = loop
      console.log('text', 1, -0, 10n, null, undefined, true)
      console.log([1, 'two', [3]], { a: { b: { c: { d: { e: 1 } } } } }, [])
      console.log(new Map([['k', 1]]), new Set([1]), new Point(2), loop, (a) => a, class A {})
      console.log('%s is %d', 'x', 4, 'rest')
      console.log(new Date(0), /r/g, Symbol('s'), new Uint8Array(2), 'it\\'s', ["it's"])
    `)
    expect(out.split('\n')).toEqual([
      'text 1 -0 10n null undefined true',
      "[ 1, 'two', [ 3 ] ] { a: { b: { c: { d: [Object] } } } } []",
      "Map(1) { 'k' => 1 } Set(1) { 1 } Point { x: 2 } { name: 'loop', self: [Circular] } [Function (anonymous)] [class: A]",
      'x is 4 rest',
      `1970-01-01T00:00:00.000Z /r/g Symbol(s) Uint8Array(2) [ 0, 0 ] it's [ "it's" ]`,
      '',
    ])
  })

  test('reads its input line by line, and null at the end', async () => {
    const { out } = await run('console.log(readline(), prompt("?"), readline())', 'one\ntwo')
    expect(out).toBe('one two null\n')
  })

  test.each([
    ['a\n', ['a']],
    ['a\n\nb', ['a', '', 'b']],
    ['a\r\nb\r\n', ['a', 'b']],
    ['\n', ['']],
    ['', []],
  ])('of the input %j reads the lines %j', async (input, lines) => {
    const all = 'const all = []; for (let line; (line = readline()) !== null; ) all.push(line)'
    const { out } = await run(`${all}\nconsole.log(JSON.stringify(all))`, input)
    expect(JSON.parse(out)).toEqual(lines)
  })

  test('copies values whole with structuredClone', async () => {
    const { out } = await run(`
      const value = { far: [Infinity, NaN, undefined], at: new Map([['a', new Set([1])]]), on: new Date(0), bytes: new Uint8Array([7]) }
      value.self = value
      const copy = structuredClone(value)
      value.at.get('a').add(2)
      value.bytes[0] = 8
      console.log(copy.far, copy.at, copy.on, copy.bytes, copy.self === copy)
      try { structuredClone({ run: () => 1 }) } catch (error) { console.log(error.name) }
    `)
    expect(out.split('\n')).toEqual([
      "[ Infinity, NaN, undefined ] Map(1) { 'a' => Set(1) { 1 } } 1970-01-01T00:00:00.000Z Uint8Array(1) [ 7 ] true",
      'TypeError',
      '',
    ])
  })

  test('shows of an error in a timer only where it is in the program', async () => {
    const { err } = await run('setTimeout(() => {\n  throw new Error("late")\n})')
    expect(err).toBe('Error: late\n    at <anonymous> (main.js:2:18)\n')
  })

  test('waits for its timers and promises, in their order', async () => {
    const { out, well } = await run(`
      setTimeout(() => console.log('later'), 20)
      setTimeout((word) => console.log(word), 1, 'soon')
      let ticks = 0
      const id = setInterval(() => { console.log('tick'); if (++ticks === 2) clearInterval(id) }, 5)
      Promise.resolve().then(() => console.log('first'))
      console.log('now')
    `)
    expect(out.split('\n')).toEqual(['now', 'first', 'soon', 'tick', 'tick', 'later', ''])
    expect(well).toBe(true)
  })

  test('may be a module that awaits at its top, or sloppy code', async () => {
    expect(await run('export const a = await Promise.resolve(3); console.log(a)')).toMatchObject({
      out: '3\n',
      well: true,
    })
    expect(await run('with ({ a: 1 }) console.log(a)')).toMatchObject({ out: '1\n', well: true })
  })

  test.each([
    ['throw new TypeError("no")', 'TypeError: no\n    at <eval> (main.js:1:'],
    ['const a =', 'SyntaxError: '],
    ['async function main() { throw new Error("lost") }\nmain()', 'Error: lost'],
    ['await Promise.reject(new Error("top"))', 'Error: top'],
    ['setTimeout(() => { throw new Error("late") })', 'Error: late'],
    ['const all = []; while (true) all.push(new Uint8Array(1e6))', 'Out of memory'],
    ['const f = () => f() + 1; f()', 'InternalError: stack overflow'],
    ['fetch("/")', "ReferenceError: 'fetch' is not defined"],
    ['import fs from "fs"', 'ReferenceError: could not load module'],
  ])('fails with what went wrong: %s', async (code, problem) => {
    const { well, err } = await run(code)
    expect(well).toBe(false)
    expect(err).toContain(problem)
  })

  test('recurses as deep as interview questions do', async () => {
    expect((await run('const sum = (n) => (n === 0 ? 0 : n + sum(n - 1)); console.log(sum(1000))')).out).toBe(
      '500500\n',
    )
  })

  test('finds nothing there but the language and what it was given', async () => {
    const { out } = await run(`
      console.log(['fetch', 'XMLHttpRequest', 'WebSocket', 'EventSource', 'importScripts', 'indexedDB', 'caches', 'self', 'process', 'Worker']
        .filter((name) => name in globalThis).length)
    `)
    expect(out).toBe('0\n')
  })
})
