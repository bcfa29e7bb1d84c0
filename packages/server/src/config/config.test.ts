import { mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, onTestFinished, test } from 'vitest'
import { readCommand } from './arguments.ts'
import { ConfigError } from './error.ts'
import { loadConfig } from './load.ts'
import { referencePage } from './reference.ts'
import { secretOf } from './secret.ts'

const longSecret = 'x'.repeat(40)

function refusal(env: Record<string, string>, flags = {}): string {
  try {
    loadConfig(env, flags)
  } catch (error) {
    if (error instanceof ConfigError) return error.message
    throw error
  }
  throw new Error('the settings were accepted')
}

async function folder(): Promise<string> {
  const path = await mkdtemp(join(tmpdir(), 'stoa-config-'))
  onTestFinished(() => rm(path, { recursive: true }))
  return path
}

describe('settings', () => {
  test('an empty environment gives a server for this machine alone', () => {
    const config = loadConfig({})
    expect(config).toMatchObject({ host: '127.0.0.1', port: 7070, demo: false, logLevel: 'info' })
    expect(config.databaseUrl).toBeUndefined()
    expect(config.data).toBe(join(process.cwd(), '.stoa'))
  })

  test('text becomes what it means', () => {
    const config = loadConfig({
      PORT: '0',
      PUBLIC_URL: 'https://stoa.example.com/',
      DEMO: 'yes',
      ADMIN_EMAILS: 'Ada@Example.com, bob@example.com',
      TRUST_PROXY: 'loopback, 10.0.0.0/8',
      RATE_LIMIT_SCALE: '2.5',
    })
    expect(config).toMatchObject({
      port: 0,
      publicUrl: 'https://stoa.example.com',
      demo: true,
      adminEmails: ['ada@example.com', 'bob@example.com'],
      trustProxy: ['loopback', '10.0.0.0/8'],
      rateLimitScale: 2.5,
    })
  })

  test('ICE servers are a list, or none', () => {
    expect(loadConfig({ STUN_URLS: 'none' }).stunUrls).toEqual([])
    const env = { TURN_URLS: 'turn:a.example, turns:b.example:5349?transport=tcp', TURN_SECRET: 'a secret' }
    expect(loadConfig(env).turnUrls).toEqual(['turn:a.example', 'turns:b.example:5349?transport=tcp'])
  })

  test('a flag wins over STOA_PORT, which wins over PORT', () => {
    const env = { PORT: '1', STOA_PORT: '2' }
    expect(loadConfig(env).port).toBe(2)
    expect(loadConfig(env, { port: '3' }).port).toBe(3)
  })

  test('an empty variable is an absent one', () => {
    expect(loadConfig({ PORT: '', DATABASE_URL: ' ' })).toMatchObject({ port: 7070 })
  })

  test('settings cannot be changed afterwards', () => {
    expect(Object.isFrozen(loadConfig({}))).toBe(true)
  })
})

describe('O1: a missing or wrong setting stops the start with one line that names it', () => {
  test.each([
    [{ PORT: 'http' }, 'PORT must be a whole number from 0 to 65535, not "http".'],
    [{ PORT: '65536' }, 'PORT must be a whole number from 0 to 65535, not "65536".'],
    [{ STOA_PORT: '-1' }, 'STOA_PORT must be a whole number from 0 to 65535, not "-1".'],
    [{ DEMO: 'maybe' }, 'DEMO must be true or false, not "maybe".'],
    [
      { PUBLIC_URL: 'stoa.example.com' },
      'PUBLIC_URL must be a URL that begins with http:// or https://, not "stoa.example.com".',
    ],
    [
      { PUBLIC_URL: 'https://x.example/chat' },
      'PUBLIC_URL must be an address without a path, not "https://x.example/chat".',
    ],
    [
      { LOG_LEVEL: 'loud' },
      'LOG_LEVEL must be one of fatal, error, warn, info, debug, trace, silent, not "loud".',
    ],
    [{ ADMIN_EMAILS: 'ada' }, 'ADMIN_EMAILS must be e-mail addresses separated by commas, not "ada".'],
    [
      { TRUST_PROXY: 'nginx' },
      'TRUST_PROXY must be false, or addresses, networks (10.0.0.0/8), loopback or uniquelocal, separated by commas, not "nginx".',
    ],
    [{ MAIL_FROM: 'nobody' }, 'MAIL_FROM must be an address such as Stoa <stoa@example.com>, not "nobody".'],
    [
      { REDIS_URL: 'http://x', PORT: 'x' },
      'PORT must be a whole number from 0 to 65535, not "x"; REDIS_URL must be a URL that begins with redis:// or rediss://.',
    ],
    [{ COIN_CURRENCY: 'euro' }, 'COIN_CURRENCY must be a currency of three letters such as usd, not "euro".'],
    [{ CALL_FEE_PERCENT: '101' }, 'CALL_FEE_PERCENT must be a whole number from 0 to 100, not "101".'],
    [
      { STUN_URLS: 'stun.example.com' },
      'STUN_URLS must be addresses such as stun:stun.example.com:3478, separated by commas, not "stun.example.com".',
    ],
    [
      { TURN_URLS: 'turn:turn.example.com' },
      'TURN_SECRET is missing: without the secret of TURN_URLS nobody may use them.',
    ],
    [{ TURN_SECRET: 'static-auth-secret' }, 'TURN_URLS is missing: TURN_SECRET is of no use without them.'],
    [
      { LIVEKIT_URL: 'wss://livekit.example', LIVEKIT_API_SECRET: 'a secret' },
      'LIVEKIT_API_KEY is missing: LiveKit lets nobody in without a key.',
    ],
    [
      { LIVEKIT_URL: 'wss://livekit.example', LIVEKIT_API_KEY: 'key' },
      'LIVEKIT_API_SECRET is missing: with LIVEKIT_URL tokens must be signed.',
    ],
    [
      { LIVEKIT_EGRESS_FOLDER: '/out' },
      'LIVEKIT_URL is missing: the other settings of LiveKit are of no use without it.',
    ],
    [{ MEDIA_UDP_PORT: '70000' }, 'MEDIA_UDP_PORT must be a whole number from 0 to 65535, not "70000".'],
    [{ MEDIA_BIND: 'eth0' }, 'MEDIA_BIND must be an IP address of this machine, not "eth0".'],
    [
      { MEDIA_PUBLIC_ADDRESS: 'live.example.com' },
      'MEDIA_PUBLIC_ADDRESS must be an IP address, not "live.example.com".',
    ],
    [{ SIGNAL_BUFFER: '9000000' }, 'SIGNAL_BUFFER must not be larger than SOCKET_BUFFER.'],
  ] as [Record<string, string>, string][])('%j', (env, line) => {
    expect(refusal(env)).toBe(line)
  })

  test('a wrong flag is named as it was typed', () => {
    expect(refusal({}, { port: 'x' })).toMatch(/^--port must be/)
  })

  test('a secret is never shown, however wrong', () => {
    expect(refusal({ DATABASE_URL: 'mysql://root:hunter2@x' })).toBe(
      'DATABASE_URL must be a URL that begins with postgres:// or postgresql://.',
    )
    expect(refusal({ SECRET: 'hunter2' })).toBe('SECRET must be at least 32 characters.')
    expect(refusal({ STRIPE_SECRET_KEY: 'hunter2' })).not.toContain('hunter2')
    expect(refusal({ STRIPE_WEBHOOK_SECRET: 'hunter2' })).not.toContain('hunter2')
  })

  test('what one setting needs of another is said', () => {
    expect(refusal({ DATABASE_URL: 'postgres://x/y' })).toMatch(/^SECRET is missing/)
    expect(refusal({ SMTP_URL: 'smtp://x' })).toMatch(/^MAIL_FROM is missing/)
    expect(refusal({ STRIPE_SECRET_KEY: 'sk_test_1' })).toMatch(/^STRIPE_WEBHOOK_SECRET is missing/)
    expect(refusal({ STRIPE_WEBHOOK_SECRET: 'whsec_1' })).toMatch(/^STRIPE_SECRET_KEY is missing/)
    expect(loadConfig({ DATABASE_URL: 'postgres://x/y', SECRET: longSecret }).databasePool).toBe(10)
  })

  test('a misspelt STOA_ variable is refused with the name that was meant', () => {
    expect(refusal({ STOA_DATABSE_URL: 'x' })).toBe(
      'STOA_DATABSE_URL is no setting; did you mean STOA_DATABASE_URL?',
    )
    expect(refusal({ STOA_COLOUR: 'red' })).toBe('STOA_COLOUR is no setting')
  })

  test.each([['--prot', '1'], ['--port'], ['serve'], ['wallet'], ['wallet', 'verify', 'all']])(
    'an unknown argument %s is refused',
    (...argv) => {
      expect(() => readCommand(argv)).toThrow(/^[^\n]+See --help\.$/)
    },
  )
})

describe('the command line', () => {
  test('gives settings, or asks for help or the version', () => {
    expect(readCommand(['--port=0', '--demo', '--data', 'x'])).toEqual({
      kind: 'run',
      flags: { port: '0', data: 'x', demo: 'true' },
    })
    expect(readCommand(['wallet', 'verify', '--data', 'x'])).toEqual({
      kind: 'verify-wallet',
      flags: { data: 'x' },
    })
    expect(readCommand(['-h'])).toEqual({ kind: 'help' })
    expect(readCommand(['--version'])).toEqual({ kind: 'version' })
  })
})

describe('the secret', () => {
  test('is made once and kept in the data folder, readable by its owner only', async () => {
    const data = await folder()
    const [one, two] = await Promise.all([
      secretOf({ data, secret: undefined }),
      secretOf({ data, secret: undefined }),
    ])
    expect(one).toHaveLength(43)
    expect(two).toBe(one)
    expect((await stat(join(data, 'secret'))).mode & 0o777).toBe(0o600)
  })

  test('is the configured one where there is one', async () => {
    expect(await secretOf({ data: '/nowhere', secret: longSecret })).toBe(longSecret)
  })

  test('O1: a damaged one stops the start', async () => {
    const data = await folder()
    await writeFile(join(data, 'secret'), 'x')
    await expect(secretOf({ data, secret: undefined })).rejects.toThrow(ConfigError)
  })
})

test('docs/configuration.md says what the schema says', async () => {
  const page = new URL('../../../../docs/configuration.md', import.meta.url)
  expect(await readFile(page, 'utf8'), 'run node packages/server/src/config/reference.ts').toBe(
    referencePage(),
  )
})
