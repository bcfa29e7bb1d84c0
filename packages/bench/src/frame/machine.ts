import { execFile } from 'node:child_process'
import { cpus, loadavg, release, totalmem, type } from 'node:os'
import { promisify } from 'node:util'

/** The machine and its software, in a few words. */
export function machine(): string {
  const [first, ...others] = cpus()
  const memory = Math.round(totalmem() / 1024 ** 3)
  return `${others.length + 1} × ${first?.model.trim() ?? 'unknown'}, ${memory} GB, ${type()} ${release()}, Node ${process.versions.node}`
}

/** How busy it was with other things, as the load of the last minute. */
export function busyness(): string {
  return (loadavg()[0] ?? 0).toFixed(1)
}

/** The commit that is checked out, with a `+` where files were changed since. */
export async function commit(): Promise<string> {
  const git = (...args: string[]) =>
    promisify(execFile)('git', args, { cwd: import.meta.dirname }).then(({ stdout }) => stdout.trim())
  const [hash, changes] = await Promise.all([
    git('rev-parse', '--short', 'HEAD'),
    git('status', '--porcelain', '--untracked-files=no'),
  ])
  return changes === '' ? hash : `${hash}+`
}
