import fs from 'node:fs'
import path from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { temporaryFolder } from '../database/testing.ts'
import type { Files } from './files.ts'
import { createLocalFiles } from './local.ts'

let folder: string
let files: Files
beforeAll(() => {
  folder = temporaryFolder()
  files = createLocalFiles(path.join(folder, 'files'))
})
afterAll(() => fs.rmSync(folder, { recursive: true }))

const bytes = (text: string) => Buffer.from(text)

test('what was put can be had until it is deleted', async () => {
  await files.put('pictures/one.webp', bytes('picture'))
  expect(await files.get('pictures/one.webp')).toEqual(bytes('picture'))
  await files.delete('pictures/one.webp')
  expect(await files.get('pictures/one.webp')).toBeNull()
})

test('what was never there is null, and deleting it is harmless', async () => {
  expect(await files.get('pictures/none.webp')).toBeNull()
  await files.delete('pictures/none.webp')
})

test('put again, a file is replaced whole and nothing else is left in its folder', async () => {
  const texts = Array.from({ length: 20 }, (_, index) => String(index).repeat(50_000))
  await Promise.all(texts.map((text) => files.put('again/same.txt', bytes(text))))
  const found = String(await files.get('again/same.txt'))
  expect(texts).toContain(found)
  expect(fs.readdirSync(path.join(folder, 'files/again'))).toEqual(['same.txt'])
})

test.each([
  '',
  '..',
  '../x',
  'a/../../x',
  '/etc/passwd',
  'a//b',
  'a/',
  '.hidden',
  'A',
  'a\\b',
  'a\0b',
  'ü',
  `${'a/'.repeat(150)}a`,
])('the key %j is refused', async (key) => {
  const refusal = { code: 'BAD_REQUEST' }
  await expect(async () => files.put(key, bytes('x'))).rejects.toMatchObject(refusal)
  await expect(async () => files.get(key)).rejects.toMatchObject(refusal)
  await expect(async () => files.delete(key)).rejects.toMatchObject(refusal)
  expect(fs.readdirSync(folder)).not.toContain('x')
})
