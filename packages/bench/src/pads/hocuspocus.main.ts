import { DatabaseSync } from 'node:sqlite'
import { Database } from '@hocuspocus/extension-database'
import { Server } from '@hocuspocus/server'

/**
 * Hocuspocus as its guide sets it up with SQLite. Its SQLite extension is its Database extension with one table and two
 * statements; they are here on Node's own SQLite, with write-ahead logging, which the extension leaves off: to its advantage.
 */
const [file = ''] = process.argv.slice(2)
const sqlite = new DatabaseSync(file)
sqlite.exec(`
  PRAGMA journal_mode = WAL;
  CREATE TABLE IF NOT EXISTS "documents" ("name" varchar(255) NOT NULL, "data" blob NOT NULL, UNIQUE(name))`)
const select = sqlite.prepare('SELECT data FROM "documents" WHERE name = $name ORDER BY rowid DESC')
const upsert = sqlite.prepare(`
  INSERT INTO "documents" ("name", "data") VALUES ($name, $data)
  ON CONFLICT(name) DO UPDATE SET data = $data`)

const server = new Server({
  address: '127.0.0.1',
  port: 0,
  quiet: true,
  stopOnSignals: false,
  extensions: [
    new Database({
      async fetch({ documentName }) {
        const data = select.get({ $name: documentName })?.['data']
        return data instanceof Uint8Array ? data : null
      },
      async store({ documentName, state }) {
        upsert.run({ $name: documentName, $data: state })
      },
    }),
  ],
})
await server.listen(0)
process.stdout.write(`${JSON.stringify({ address: `http://127.0.0.1:${server.address.port}` })}\n`)
process.once('SIGTERM', async () => {
  await server.destroy()
  sqlite.close()
  process.exit()
})
