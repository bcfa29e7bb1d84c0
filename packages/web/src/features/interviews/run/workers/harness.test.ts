import { loadPyodide } from 'pyodide'
import { beforeAll, expect, test } from 'vitest'
import harness from './harness.py?raw'
import { linesOf } from './input.ts'

let python: Awaited<ReturnType<typeof loadPyodide>>
let run: (code: string) => unknown

beforeAll(async () => {
  python = await loadPyodide()
  run = python.runPython(harness)
})

/** Runs a program in the one interpreter there is, as test cases do one after another. */
function write(code: string, input: string): string {
  const lines = linesOf(input)
  const decoder = new TextDecoder()
  let wrote = ''
  const keep = {
    write(bytes: Uint8Array) {
      wrote += decoder.decode(bytes, { stream: true })
      return bytes.length
    },
  }
  python.setStdin({ stdin: () => lines.shift() ?? null })
  python.setStdout(keep)
  python.setStderr(keep)
  run(code)
  return wrote
}

test.each([
  ['read a line of several', 'print(input())', 'a'],
  ['closed its input', 'import sys\nwith sys.stdin as all: print(all.read().split())', "['a', 'b']"],
  ['read another input', 'import io, sys\nsys.stdin = io.StringIO("z")\nprint(input())', 'z'],
  ['wrote elsewhere', 'import io, sys\nprint("gone")\nsys.stdout = io.StringIO()', 'gone'],
  ['changed what is built in', 'import builtins\nbuiltins.input = lambda: "z"\nbuiltins.mine = 1', ''],
  ['left the interpreter', 'import sys\nsys.exit(3)', ''],
])('P7: a program that %s leaves nothing of that to the next one', (_, code, wrote) => {
  expect(write(code, 'a\nb').trimEnd()).toBe(wrote)
  expect(write('print(input(), "mine" in vars(__builtins__))', 'c')).toBe('c False\n')
})
