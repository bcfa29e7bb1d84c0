import { execFile } from 'node:child_process'
import { readdirSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { fileURLToPath } from 'node:url'
import { type NodeOptions, startNodeProcess } from '@stoa/testkit'
import { describe, expect, onTestFinished, test } from 'vitest'
import { temporaryFolder } from './platform/database/testing.ts'
import { version } from './platform/version.ts'

const main = fileURLToPath(new URL('main.ts', import.meta.url))

/** Processes start slowly where the machine is busy. */
const patience = 120_000

/** Runs the process to its end. */
function run(argv: readonly string[], env: Record<string, string> = {}) {
  return new Promise<{ code: unknown; out: string; err: string }>((resolve) => {
    execFile(process.execPath, [main, ...argv], { env }, (error, out, err) => {
      resolve({ code: error === null ? 0 : error.code, out, err })
    })
  })
}

async function start(options: NodeOptions = {}) {
  const node = await startNodeProcess(options)
  onTestFinished(async () => {
    await node.stop()
  })
  return node
}

describe('the command line', { timeout: patience }, () => {
  test('--help says what there is, --version which this is', async () => {
    const help = await run(['--help'])
    expect([help.code, help.err]).toEqual([0, ''])
    expect(help.out).toContain('--port <number>')
    expect(await run(['--version'])).toEqual({ code: 0, out: `${version}\n`, err: '' })
  })
})

describe('O1: what stops the start is told in one line, and the exit code is 1', {
  timeout: patience,
}, () => {
  test.each([
    [['--prot', '1'], {}, /^stoa: Unknown option '--prot'/],
    [[], { PORT: 'http' }, /^stoa: PORT must be a whole number/],
    [[], { DATABASE_URL: 'postgres://localhost/stoa' }, /^stoa: SECRET is missing/],
    [[], { STOA_PROT: '1' }, /^stoa: STOA_PROT is no setting; did you mean STOA_PORT\?/],
    [[], { DATABASE_URL: 'postgres://127.0.0.1:1/x', SECRET: 's'.repeat(32) }, /^stoa: .*ECONNREFUSED/],
  ] as const)('%j %j', async (argv, env, line) => {
    const { code, out, err } = await run(argv, env)
    expect(err).toMatch(line)
    expect(err.trim().split('\n')).toHaveLength(1)
    expect([code, out]).toEqual([1, ''])
  })

  test('a port that is in use, before anything is written', async () => {
    const other = createServer().listen(0, '127.0.0.1')
    onTestFinished(() => void other.close())
    await new Promise((resolve) => other.once('listening', resolve))
    const { port } = other.address() as AddressInfo
    const data = temporaryFolder()
    const node = startNodeProcess({ data, settings: { port: String(port), logLevel: 'silent' } })
    await expect(node).rejects.toThrow(
      `the node ended with 1: stoa: port ${port} of 127.0.0.1 is in use; choose another with --port.`,
    )
    expect(readdirSync(data)).toEqual([])
  })

  test('O7: a data folder that another process has', async () => {
    const { data } = await start()
    await expect(startNodeProcess({ data })).rejects.toThrow(
      /ended with 1: stoa: The data folder .* is in use/,
    )
  })
})

describe('O2: stopping', { timeout: patience }, () => {
  test.each(['SIGTERM', 'SIGINT'] as const)('%s finishes and exits 0', async (signal) => {
    const node = await start()
    expect((await fetch(`${node.url}/ready`)).status).toBe(200)
    expect(await node.kill(signal)).toEqual({ code: 0, signal: null })
    expect(node.output()).toContain('"stopped"')
  })

  test('what was kept before kill -9 is there after a restart', async () => {
    const first = await start()
    const { user } = await first.signIn('ada@example.com')
    expect(await first.kill('SIGKILL')).toEqual({ code: null, signal: 'SIGKILL' })
    const second = await start({ data: first.data })
    const again = await second.signIn('ada@example.com')
    expect(again.user.id).toBe(user.id)
  })
})
