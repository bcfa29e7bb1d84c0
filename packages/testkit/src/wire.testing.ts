import { once } from 'node:events'
import { type AddressInfo, connect, createServer, type Socket } from 'node:net'

/** A line to a server that can be cut and mended. */
export interface Wire {
  /** Give this instead of the server's own. */
  readonly url: string
  /** Everything on it is lost, and nothing gets through until it is mended. */
  cut(): void
  mend(): void
  /** What the server says is lost from now on, while it goes on hearing; until it is mended. */
  deafen(): void
  /** New connections go to another server from now on. */
  lead(target: string): void
  close(): Promise<void>
}

export async function layWire(target: string): Promise<Wire> {
  let { hostname, port } = new URL(target)
  const open = new Set<Socket>()
  let state: 'whole' | 'deaf' | 'cut' = 'whole'

  const server = createServer((near) => {
    if (state === 'cut') return void near.destroy()
    const far = connect(Number(port), hostname)
    for (const socket of [near, far]) {
      open.add(socket)
      socket.setNoDelay(true)
      // A cut line is an error on both ends, and is meant to be.
      socket.on('error', () => socket.destroy())
      socket.on('close', () => {
        open.delete(socket)
        near.destroy()
        far.destroy()
      })
    }
    near.on('data', (bytes) => far.write(bytes))
    far.on('data', (bytes) => {
      if (state === 'whole') near.write(bytes)
    })
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address() as AddressInfo

  function drop(): void {
    for (const socket of open) socket.destroy()
  }

  return {
    url: `http://127.0.0.1:${address.port}`,
    cut() {
      state = 'cut'
      drop()
    },
    mend() {
      if (state === 'deaf') drop()
      state = 'whole'
    },
    deafen() {
      state = 'deaf'
    },
    lead(to) {
      ;({ hostname, port } = new URL(to))
    },
    async close() {
      drop()
      server.close()
      await once(server, 'close')
    },
  }
}
