import { spawn } from 'node:child_process'
import { once } from 'node:events'
import fs from 'node:fs'
import net from 'node:net'
import os from 'node:os'
import path from 'node:path'
import { freePort } from './postgres.testing.ts'

export interface Bouncer {
  /** The database behind it, in transaction mode: no two transactions need share a session. */
  readonly url: string
  stop(): Promise<void>
}

/** A real PgBouncer before a PostgreSQL server on this machine; `size` connections are all it opens. */
export async function startBouncer(postgres: string, { size }: { readonly size: number }): Promise<Bouncer> {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'stoa-bouncer-'))
  const { hostname, port: postgresPort } = new URL(postgres)
  const port = await freePort()
  const file = path.join(folder, 'pgbouncer.ini')
  fs.writeFileSync(path.join(folder, 'users.txt'), '"postgres" ""\n')
  fs.writeFileSync(
    file,
    `[databases]
* = host=${hostname} port=${postgresPort} user=postgres
[pgbouncer]
listen_addr = 127.0.0.1
listen_port = ${port}
unix_socket_dir =
auth_type = any
auth_file = ${path.join(folder, 'users.txt')}
pool_mode = transaction
default_pool_size = ${size}
`,
  )
  fs.chmodSync(folder, 0o755)
  // It refuses to run as root.
  const user = process.getuid?.() === 0 ? ['-u', 'postgres'] : []
  const bouncer = spawn(program(), ['-q', ...user, file], {
    stdio: 'ignore',
  })
  const ended = once(bouncer, 'exit')
  await Promise.race([
    answers(port),
    ended.then(([code]) => Promise.reject(new Error(`pgbouncer ended (${code})`))),
  ])
  return {
    url: `postgres://postgres@127.0.0.1:${port}/postgres`,
    async stop() {
      bouncer.kill('SIGTERM')
      await ended
      fs.rmSync(folder, { recursive: true })
    },
  }
}

/** Debian keeps it where only the superuser's PATH looks. */
function program(): string {
  return fs.existsSync('/usr/sbin/pgbouncer') ? '/usr/sbin/pgbouncer' : 'pgbouncer'
}

async function answers(port: number): Promise<void> {
  for (;;) {
    const socket = net.connect(port, '127.0.0.1')
    const open = await new Promise<boolean>((resolve) => {
      socket.once('connect', () => resolve(true)).once('error', () => resolve(false))
    })
    socket.destroy()
    if (open) return
    await new Promise((resolve) => setTimeout(resolve, 20))
  }
}
