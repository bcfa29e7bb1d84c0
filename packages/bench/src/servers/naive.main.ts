import { createServer } from 'node:http'
import { Server } from 'socket.io'
import { migrationsFolder, openDatabase, silentLog } from '../../../server/src/platform/database/testing.ts'

/**
 * A chat server the way most are written: Socket.IO, and for each message one awaited statement that counts it up in its
 * room and inserts it, on the same embedded database with the same fsync. It checks nobody, which is to its advantage.
 */
const [dataFolder = '', ...flags] = process.argv.slice(2)
const database = await openDatabase({ dataFolder, migrationsFolder, poolSize: 1, log: silentLog })
await database.execute(`
  CREATE TABLE IF NOT EXISTS naive_rooms (id text PRIMARY KEY, head bigint NOT NULL);
  CREATE TABLE IF NOT EXISTS naive_messages (
    room text NOT NULL, seq bigint NOT NULL, id text NOT NULL, author text NOT NULL, at bigint NOT NULL, text text NOT NULL,
    PRIMARY KEY (room, seq)
  )`)

interface Message {
  readonly room: string
  readonly id: string
  readonly text: string
}

async function insert({ room, id, text }: Message, author: string, at: number): Promise<number> {
  const { rows } = await database.execute(
    `WITH room AS (
       INSERT INTO naive_rooms (id, head) VALUES ($1, 1)
       ON CONFLICT (id) DO UPDATE SET head = naive_rooms.head + 1 RETURNING head
     )
     INSERT INTO naive_messages (room, seq, id, author, at, text) SELECT $1, head, $2, $3, $4, $5 FROM room
     RETURNING seq`,
    [room, id, author, at, text],
  )
  return (rows[0] as { seq: number }).seq
}

const http = createServer()
const io = new Server(http, {
  path: '/socket',
  transports: ['websocket'],
  serveClient: false,
  perMessageDeflate: false,
  ...(flags.includes('--recovery') ? { connectionStateRecovery: { maxDisconnectionDuration: 120_000 } } : {}),
})
io.on('connection', (socket) => {
  const author = String(socket.handshake.auth['token'])
  socket.on('join', (room: string, ack: (reply: object) => void) => {
    void socket.join(room)
    ack({})
  })
  socket.on('message', async (message: Message, ack: (reply: object) => void) => {
    try {
      const { room, id, text } = message
      const at = Date.now()
      const seq = await insert(message, author, at)
      io.to(room).emit('message', { room, seq, id, author, at, text })
      ack({ seq })
    } catch (error) {
      ack({ error: String(error) })
    }
  })
})
http.listen(0, '127.0.0.1', () => {
  const address = http.address()
  if (address === null || typeof address === 'string') throw new Error('no port was given')
  process.stdout.write(`${JSON.stringify({ address: `http://127.0.0.1:${address.port}` })}\n`)
})
process.once('SIGTERM', async () => {
  await io.close()
  await database.close()
  process.exit()
})
