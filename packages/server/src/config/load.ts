import { resolve } from 'node:path'
import type { Flags } from './arguments.ts'
import { type Config, type SettingName, Settings, variableOf } from './config.ts'
import { ConfigError } from './error.ts'
import { nearest } from './nearest.ts'
import { notesOf } from './setting.ts'

const prefix = 'STOA_'

type Environment = Readonly<Record<string, string | undefined>>

/** Where a setting's text came from, for the error that names it. */
interface Given {
  readonly from: string
  readonly text: string
}

/**
 * Environment and flags → checked settings. A flag wins over `STOA_NAME`, which wins over `NAME`; empty means absent.
 * Throws a ConfigError naming everything that is wrong, in one line (O1).
 */
export function loadConfig(env: Environment, flags: Flags = {}): Config {
  const names = Object.keys(Settings.shape) as SettingName[]
  refuseUnknown(
    env,
    names.map((name) => prefix + variableOf(name)),
  )
  const given = new Map<SettingName, Given>()
  for (const name of names) {
    const found = find(name, env, flags)
    if (found !== undefined) given.set(name, found)
  }
  const parsed = Settings.safeParse(Object.fromEntries([...given].map(([name, { text }]) => [name, text])))
  if (!parsed.success) {
    const wrong = parsed.error.issues.map((issue) =>
      describe(issue.path[0] as SettingName, issue.message, given),
    )
    throw new ConfigError(`${[...new Set(wrong)].join('; ')}.`)
  }
  const config = { ...parsed.data, data: resolve(parsed.data.data) }
  refuseIncomplete(config, given)
  return Object.freeze(config)
}

function find(name: SettingName, env: Environment, flags: Flags): Given | undefined {
  const flag = flags[name]
  if (flag !== undefined) return { from: `--${name}`, text: flag }
  for (const from of [prefix + variableOf(name), variableOf(name)]) {
    const text = env[from]?.trim()
    if (text !== undefined && text !== '') return { from, text }
  }
  return undefined
}

function describe(name: SettingName, message: string, given: ReadonlyMap<SettingName, Given>): string {
  const { from, text } = given.get(name) ?? { from: variableOf(name), text: '' }
  return notesOf(Settings.shape[name]).secret
    ? `${from} ${message}`
    : `${from} ${message}, not ${JSON.stringify(text)}`
}

/** A name with our prefix that means nothing is a slip of the pen, and would be missed in silence. */
function refuseUnknown(env: Environment, known: readonly string[]): void {
  for (const variable of Object.keys(env)) {
    if (!variable.startsWith(prefix) || known.includes(variable)) continue
    const meant = nearest(variable, known)
    throw new ConfigError(`${variable} is no setting${meant === null ? '' : `; did you mean ${meant}?`}`)
  }
}

function refuseIncomplete(config: Config, given: ReadonlyMap<SettingName, Given>): void {
  if (config.databaseUrl !== undefined && config.secret === undefined) {
    throw new ConfigError('SECRET is missing: with DATABASE_URL every node needs the same one.')
  }
  if (config.smtpUrl !== undefined && !given.has('mailFrom')) {
    throw new ConfigError('MAIL_FROM is missing: with SMTP_URL letters need a sender people can trust.')
  }
  if (config.stripeSecretKey !== undefined && config.stripeWebhookSecret === undefined) {
    throw new ConfigError(
      'STRIPE_WEBHOOK_SECRET is missing: without it nobody could trust that coins were paid.',
    )
  }
  if (config.stripeWebhookSecret !== undefined && config.stripeSecretKey === undefined) {
    throw new ConfigError('STRIPE_SECRET_KEY is missing: without it nothing can be sold.')
  }
  if (config.turnUrls.length > 0 !== (config.turnSecret !== undefined)) {
    throw new ConfigError(
      config.turnUrls.length > 0
        ? 'TURN_SECRET is missing: without the secret of TURN_URLS nobody may use them.'
        : 'TURN_URLS is missing: TURN_SECRET is of no use without them.',
    )
  }
  refuseHalfALiveKit(config)
  if (config.signalBuffer > config.socketBuffer) {
    throw new ConfigError('SIGNAL_BUFFER must not be larger than SOCKET_BUFFER.')
  }
}

function refuseHalfALiveKit({
  livekitUrl,
  livekitApiKey,
  livekitApiSecret,
  livekitEgressFolder,
}: Config): void {
  if (livekitUrl === undefined) {
    if (livekitApiKey !== undefined || livekitApiSecret !== undefined || livekitEgressFolder !== undefined)
      throw new ConfigError('LIVEKIT_URL is missing: the other settings of LiveKit are of no use without it.')
    return
  }
  if (livekitApiKey === undefined)
    throw new ConfigError('LIVEKIT_API_KEY is missing: LiveKit lets nobody in without a key.')
  if (livekitApiSecret === undefined)
    throw new ConfigError('LIVEKIT_API_SECRET is missing: with LIVEKIT_URL tokens must be signed.')
}
