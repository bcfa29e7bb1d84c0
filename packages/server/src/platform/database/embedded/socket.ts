import net from 'node:net'
import { createFrames, type Request } from './frames.ts'
import type { Client, createSession } from './session.ts'

/** Serves the embedded database to clients of PostgreSQL's protocol on a Unix socket. */
export async function serve(
  session: ReturnType<typeof createSession>,
  path: string,
): Promise<{ close(): Promise<void> }> {
  const sockets = new Set<net.Socket>()
  const server = net.createServer((socket) => {
    sockets.add(socket)
    attend(socket, session)
    socket.on('close', () => sockets.delete(socket))
  })
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject)
    server.listen(path, resolve)
  })
  return {
    async close() {
      const closed = new Promise<void>((resolve) => server.close(() => resolve()))
      for (const socket of sockets) socket.destroy()
      await closed
    },
  }
}

function attend(socket: net.Socket, session: ReturnType<typeof createSession>): void {
  const frames = createFrames()
  const client: Client = {
    answer: (bytes) => socket.write(bytes),
    evict: () => socket.destroy(),
  }
  async function handle(request: Request): Promise<void> {
    switch (request.kind) {
      case 'encryption':
        socket.write('N')
        return
      case 'cancel':
      case 'terminate':
        socket.end()
        return
      case 'startup':
        return session.execute(client, request.bytes, true)
      case 'messages':
        socket.cork()
        await session.execute(client, request.bytes, request.ends)
        socket.uncork()
    }
  }
  let last = Promise.resolve()
  socket.on('data', (bytes) => {
    try {
      for (const request of frames.push(bytes)) last = last.then(() => handle(request))
    } catch {
      socket.destroy()
    }
  })
  // A client that breaks off is one that leaves.
  socket.on('error', () => socket.destroy())
  socket.on('close', () => session.leave(client))
}
