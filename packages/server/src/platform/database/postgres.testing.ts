import { type ChildProcess, execFileSync, spawn } from 'node:child_process'
import { once } from 'node:events'
import fs from 'node:fs'
import { createServer } from 'node:net'
import os from 'node:os'
import path from 'node:path'

export interface PostgresServer {
  /** Its `postgres` database. */
  readonly url: string
  /** As by `kill -9` of all its processes: connections break, what was committed stays. */
  kill(): Promise<void>
  /** Ends it in good order: connections are told (57P01) and it can be restarted. */
  shutDown(): Promise<void>
  /** On the same port with the same data, after killing it where it still runs. */
  restart(): Promise<void>
  /** For good, with its folder. */
  stop(): Promise<void>
}

/**
 * A real PostgreSQL on a free port of this machine, with a folder of its own.
 *
 * @param options.fsync off unless asked for: nobody cuts the power of a test, and a killed process loses nothing without it
 */
export async function startPostgres(options: { readonly fsync?: boolean } = {}): Promise<PostgresServer> {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'stoa-postgres-'))
  const data = path.join(folder, 'data')
  const owner = ownerOf(folder)
  execFileSync(
    program('initdb'),
    ['-D', data, '-U', 'postgres', '--auth=trust', '--no-sync', '-E', 'UTF8', '--locale=C.UTF-8'],
    { ...owner, cwd: folder, stdio: ['ignore', 'ignore', 'inherit'] },
  )
  const port = await freePort()
  const { fsync = false } = options
  const launch = () => start({ data, folder, port, owner, fsync })
  let server = await launch()

  async function kill(): Promise<void> {
    if (hasEnded(server)) return
    const ended = once(server, 'exit')
    // Its backends are in sessions of their own, and would keep their connections and the shared memory.
    for (const pid of [server.pid, ...childrenOf(server.pid)]) signal(pid, 'SIGKILL')
    await ended
  }
  async function shutDown(): Promise<void> {
    if (hasEnded(server)) return
    const ended = once(server, 'exit')
    server.kill('SIGINT')
    await ended
  }
  return {
    url: `postgres://postgres@127.0.0.1:${port}/postgres`,
    kill,
    shutDown,
    async restart() {
      await kill()
      server = await launch()
    },
    async stop() {
      await kill()
      fs.rmSync(folder, { recursive: true })
    },
  }
}

interface Owner {
  readonly uid?: number
  readonly gid?: number
}

/** PostgreSQL refuses to run as root: there it runs as the user its package made. */
function ownerOf(folder: string): Owner {
  if (process.getuid?.() !== 0) return {}
  const id = (which: string) => Number(execFileSync('id', [which, 'postgres'], { encoding: 'utf8' }))
  const owner = { uid: id('-u'), gid: id('-g') }
  fs.chownSync(folder, owner.uid, owner.gid)
  return owner
}

/** Debian keeps the programs of each version apart; elsewhere they are on the PATH. */
function program(name: string): string {
  const versions = fs.globSync(`/usr/lib/postgresql/*/bin/${name}`)
  return versions.toSorted(new Intl.Collator('en', { numeric: true }).compare).at(-1) ?? name
}

async function start(options: {
  data: string
  folder: string
  port: number
  owner: Owner
  fsync: boolean
}): Promise<ChildProcess> {
  const { data, folder, port, owner, fsync } = options
  const settings = {
    port,
    listen_addresses: '127.0.0.1',
    unix_socket_directories: folder,
    fsync: fsync ? 'on' : 'off',
    max_connections: 200,
    log_min_messages: 'fatal',
  }
  const flags = Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`])
  const server = spawn(program('postgres'), ['-D', data, ...flags], {
    ...owner,
    cwd: folder,
    stdio: 'ignore',
  })
  // It writes "ready" into its pid file once it accepts connections, after recovery.
  for (;;) {
    if (hasEnded(server)) throw new Error(`postgres ended at once (${server.exitCode ?? server.signalCode})`)
    if (isReady(path.join(data, 'postmaster.pid'), server.pid)) return server
    await new Promise((resolve) => setTimeout(resolve, 20))
  }
}

function isReady(file: string, pid: number | undefined): boolean {
  if (!fs.existsSync(file)) return false
  const lines = fs.readFileSync(file, 'utf8').split('\n')
  return lines[0] === String(pid) && lines[7]?.trim() === 'ready'
}

function hasEnded(server: ChildProcess): boolean {
  return server.exitCode !== null || server.signalCode !== null
}

function childrenOf(pid: number | undefined): number[] {
  return fs.readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').split(' ').filter(Boolean).map(Number)
}

function signal(pid: number | undefined, name: NodeJS.Signals): void {
  if (pid === undefined) return
  try {
    process.kill(pid, name)
  } catch (error) {
    // It ended by itself in the meantime.
    if (!(error instanceof Error && 'code' in error && error.code === 'ESRCH')) throw error
  }
}

/** A port that was free a moment ago. */
export async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  server.close()
  await once(server, 'close')
  if (address === null || typeof address === 'string') throw new Error('no port was given')
  return address.port
}
