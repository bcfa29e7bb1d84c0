import type { Source } from './sources.ts'

const folder = 'packages/server/migrations/'

/** What is wrong with the numbers of the migrations: one sequence 0001, 0002, … without a gap or a number twice. */
export function misnumbered(sources: readonly Source[]): string[] {
  const names = sources
    .filter(({ path }) => path.startsWith(folder))
    .map(({ path }) => path.slice(folder.length))
    .sort()
  const wrong = names.filter((name) => !/^\d{4}_[a-z0-9_]+\.sql$/.test(name))
  const numbers = names.filter((name) => !wrong.includes(name)).map((name) => Number(name.slice(0, 4)))
  return [
    ...wrong.map((name) => `${folder}${name} is not named NNNN_name.sql`),
    ...numbers.flatMap((number, at) =>
      number === at + 1 ? [] : [`${folder}: where ${at + 1} should be is ${number}`],
    ),
  ]
}
