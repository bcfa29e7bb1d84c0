import { readdirSync } from 'node:fs'
import { expect, test } from 'vitest'
import { everyRoute } from './routes.testing.ts'

test('every route that a folder of the contract exports is among those that are tested', async () => {
  const folders = readdirSync(import.meta.dirname, { withFileTypes: true }).filter((one) => one.isDirectory())
  const doors: object[] = await Promise.all(folders.map(({ name }) => import(`./${name}/index.ts`)))
  const exported = doors
    .flatMap((door): unknown[] => Object.values(door))
    .filter((one) => typeof one === 'object' && one !== null && 'method' in one && 'path' in one)
  expect(exported.length).toBeGreaterThan(90)
  expect(new Set(everyRoute)).toEqual(new Set(exported))
  expect(everyRoute).toHaveLength(exported.length)
})
