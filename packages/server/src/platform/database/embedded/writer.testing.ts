import { openDatabase } from '../open.ts'
import { silentLog } from '../templates.testing.ts'

/** A process that opens a data folder, commits one row after the other and says how many there are. */
const [dataFolder = '', migrationsFolder = ''] = process.argv.slice(2)
const database = await openDatabase({ dataFolder, migrationsFolder, poolSize: 1, log: silentLog })
await database.execute('CREATE TABLE rows (n int)')
for (let n = 1; ; n++) {
  await database.execute('INSERT INTO rows VALUES ($1)', [n])
  process.stdout.write(`${n}\n`)
}
