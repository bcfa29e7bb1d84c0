import type { Source } from './sources.ts'

interface Habit {
  readonly says: string
  /** Files it is about. */
  readonly in: RegExp
  /** Files it leaves out. */
  readonly except?: RegExp
  /** What must not be there. */
  readonly pattern: RegExp
}

const code = /\.(tsx?|mjs|js)$/
const longest = 400

/** Habits of CONTRIBUTING.md that no linter rule covers. */
const habits: readonly Habit[] = [
  {
    says: 'the environment is read by packages/server/src/config alone',
    in: /^packages\/.*\.(tsx?|mjs|js)$/,
    except: /^packages\/(server\/src\/(config\/|platform\/database\/testing\.ts$)|web\/e2e\/)|\.config\.ts$/,
    pattern: /process\s*\.\s*env\b|\benv\b[^'"\n]*from 'node:process'/,
  },
  {
    says: 'finish it, or file an issue',
    in: /./,
    pattern: /\b(TO[D]O|FIX[M]E)\b/,
  },
  {
    says: 'satisfy the checker instead of silencing it',
    in: code,
    pattern: /@ts-(ignore|nocheck)|biome[-]ignore/,
  },
  {
    says: 'a test runs, alone or with the others',
    in: /\.test\.tsx?$/,
    pattern: /\b(test|it|describe)\s*\.\s*(skip|only|todo|skipIf|runIf|fails)\b/,
  },
]

/** Where the sources break a habit, as `path:line says`. */
export function broken(sources: readonly Source[]): string[] {
  return sources.flatMap(({ path, text }) => {
    const lines = text.split('\n')
    const found = habits
      .filter((habit) => habit.in.test(path) && habit.except?.test(path) !== true)
      .flatMap((habit) =>
        lines.flatMap((line, at) => (habit.pattern.test(line) ? [`${path}:${at + 1} ${habit.says}`] : [])),
      )
    const length = text.endsWith('\n') ? lines.length - 1 : lines.length
    return code.test(path) && length > longest
      ? [...found, `${path}:${longest + 1} a file of ${length} lines: split it by idea`]
      : found
  })
}
