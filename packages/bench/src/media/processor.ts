import { readdir, readFile, readlink } from 'node:fs/promises'
import { cpus } from 'node:os'

/** Of a kernel's tick, as /proc counts: `getconf CLK_TCK` on every Linux there is. */
const tick = 1 / 100

/** What a process has used and holds. */
export interface Used {
  /** Seconds of processor time of all its threads, in it and in the kernel for it. */
  readonly cpu: number
  /** Bytes. */
  readonly resident: number
}

export async function usedBy(pid: number): Promise<Used> {
  const [stat, status] = await Promise.all([
    readFile(`/proc/${pid}/stat`, 'utf8'),
    readFile(`/proc/${pid}/status`, 'utf8'),
  ])
  // Its name, in brackets, may hold spaces.
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
  const [user, system] = [Number(fields[11]), Number(fields[12])]
  const resident = Number(/^VmRSS:\s+(\d+) kB/m.exec(status)?.[1] ?? Number.NaN)
  return { cpu: (user + system) * tick, resident: resident * 1024 }
}

/** Datagrams that came to these processes and found their sockets full, since those were opened. */
export async function droppedAt(pids: readonly number[]): Promise<number> {
  const sockets = new Set((await Promise.all(pids.map(socketsOf))).flat())
  const lines = (await Promise.all(['udp', 'udp6'].map((name) => readFile(`/proc/net/${name}`, 'utf8'))))
    .join('\n')
    .split('\n')
  return lines.reduce((sum, line) => {
    const fields = line.trim().split(/\s+/)
    return sockets.has(fields[9] ?? '') ? sum + Number(fields.at(-1)) : sum
  }, 0)
}

async function socketsOf(pid: number): Promise<string[]> {
  const folder = `/proc/${pid}/fd`
  const names = await readdir(folder)
  const targets = await Promise.all(names.map((name) => readlink(`${folder}/${name}`).catch(() => '')))
  return targets.flatMap((target) => /^socket:\[(\d+)\]$/.exec(target)?.[1] ?? [])
}

/** Seconds all processors were idle, since the machine started. */
export async function idle(): Promise<number> {
  const [line = ''] = (await readFile('/proc/stat', 'utf8')).split('\n')
  return Number(line.trim().split(/\s+/)[4]) * tick
}

export const processors = cpus().length
