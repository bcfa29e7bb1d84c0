import fs from 'node:fs'
import path from 'node:path'
import pg from 'pg'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { type Embedded, openEmbedded } from './embedded/embedded.ts'
import { migrate } from './migrate.ts'
import { bareFolder, silentLog, temporaryFolder } from './testing.ts'

let dataFolder: string
let embedded: Embedded
let client: pg.Client
beforeAll(async () => {
  dataFolder = await bareFolder()
  embedded = await openEmbedded({ dataFolder, fsync: false, log: silentLog })
  client = new pg.Client(embedded.connection)
  await client.connect()
})
afterAll(async () => {
  await client.end()
  await embedded.close()
  fs.rmSync(dataFolder, { recursive: true })
})

let folder: string
beforeEach(async () => {
  await client.query('DROP SCHEMA public CASCADE; CREATE SCHEMA public')
  folder = temporaryFolder()
  write('0001_first.sql', 'CREATE TABLE words (word text); CREATE INDEX ON words (word);')
  write('0002_second.sql', "INSERT INTO words VALUES ('second')")
  return () => fs.rmSync(folder, { recursive: true })
})

const write = (name: string, text: string) => fs.writeFileSync(path.join(folder, name), text)
const start = () => migrate(client, folder, silentLog)
const words = async () =>
  (await client.query<{ word: string }>('SELECT word FROM words')).rows.map(({ word }) => word)

test('files are applied in order of name, each once', async () => {
  await start()
  expect(await words()).toEqual(['second'])
  write('0003_third.sql', "UPDATE words SET word = word || ' and third'")
  await start()
  await start()
  expect(await words()).toEqual(['second and third'])
})

test('a file that fails leaves nothing behind, and the ones before it stay', async () => {
  write('0003_third.sql', "INSERT INTO words VALUES ('third'); SELECT 1 / 0")
  await expect(start()).rejects.toMatchObject({ code: '22012' })
  expect(await words()).toEqual(['second'])
  write('0003_third.sql', "INSERT INTO words VALUES ('mended')")
  await start()
  expect(await words()).toEqual(['second', 'mended'])
})

test('O1: a file that changed after it was applied stops the start with one line', async () => {
  await start()
  write('0002_second.sql', "INSERT INTO words VALUES ('other')")
  await expect(start()).rejects.toThrow(
    /^Migration 0002_second\.sql was changed after this database had it\.[^\n]*$/,
  )
  expect(await words()).toEqual(['second'])
})

test('O1: a database of a newer Stoa stops the start with one line', async () => {
  await start()
  fs.rmSync(path.join(folder, '0002_second.sql'))
  await expect(start()).rejects.toThrow(/^The database has had migration 0002_second\.sql[^\n]*$/)
})

test('line endings of a checkout change nothing', async () => {
  write('0003_third.sql', "INSERT INTO words\nVALUES ('third')\n")
  await start()
  write('0003_third.sql', "INSERT INTO words\r\nVALUES ('third')\r\n")
  await start()
  expect(await words()).toEqual(['second', 'third'])
})
