import { enableCompileCache } from 'node:module'
import { ConfigError, help, ownConfig, readCommand } from './config/index.ts'
import { version } from './platform/version.ts'

/** The process: arguments, exit code. What it runs is loaded once its settings are known to be right. */
try {
  const command = readCommand(process.argv.slice(2))
  if (command.kind === 'help') process.stdout.write(help)
  else if (command.kind === 'version') process.stdout.write(`${version}\n`)
  else if (command.kind === 'verify-wallet') {
    const { databaseUrl, data } = ownConfig(command.flags)
    const { runVerify } = await import('./features/wallet/index.ts')
    const write = (line: string) => void process.stdout.write(`${line}\n`)
    if (!(await runVerify({ databaseUrl, data, write }))) process.exitCode = 1
  } else if (command.kind === 'simulate-emotes') {
    const { runSimulation } = await import('./features/emotes/index.ts')
    runSimulation(command.simulation, (line) => void process.stdout.write(`${line}\n`))
  } else {
    const config = ownConfig(command.flags)
    // Compiling is most of a start; what an earlier start compiled is kept beside the machine's temporary files.
    enableCompileCache()
    const { run } = await import('./run.ts')
    await run(config)
  }
} catch (error) {
  process.stderr.write(`stoa: ${reasonOf(error)}\n`)
  process.exit(1)
}

/** What stops the start is told in one line (O1). */
function reasonOf(error: unknown): string {
  if (error instanceof ConfigError) return error.message
  if (!(error instanceof Error)) return String(error)
  const { code, port, address } = error as NodeJS.ErrnoException & { port?: number; address?: string }
  if (code === 'EADDRINUSE') return `port ${port} of ${address} is in use; choose another with --port.`
  if (code === 'EACCES' && port !== undefined) {
    return `port ${port} of ${address} may not be listened on by this user.`
  }
  if (code === 'EADDRNOTAVAIL') return `HOST: this machine has no address ${address}.`
  if (code === 'ENOTFOUND') return `HOST: there is no ${error.message.split(' ').at(-1)}.`
  if (code !== undefined && ['EACCES', 'EEXIST', 'ENOTDIR', 'EROFS', 'ENOENT', 'EPERM'].includes(code))
    return `DATA: the data folder cannot be used: ${error.message}`
  return error.message.replaceAll(/\s*\n\s*/g, ' ')
}
