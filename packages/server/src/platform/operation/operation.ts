import { Fault } from '@stoa/contract/http'
import { about, health, ready } from '@stoa/contract/operation'
import type { Config } from '../../config/index.ts'
import type { Clock } from '../clock/clock.ts'
import { type BoundRoute, bind } from '../http/handler.ts'
import type { Log } from '../telemetry/log.ts'
import { version } from '../version.ts'

/** Resolves when the thing answers, rejects when it does not. */
export type Check = () => Promise<void>

interface Checked {
  readonly ok: boolean
  readonly milliseconds: number
}

/** How the process is (O3), and what a client must know before anybody signs in. */
export function createOperation(options: {
  readonly config: Pick<Config, 'serverName' | 'demo' | 'smtpUrl'>
  /** What it cannot serve without. */
  readonly checks: Readonly<Record<string, Check>>
  /** What it serves without, if less well: a balancer must not turn every node away because of it. */
  readonly spare?: Readonly<Record<string, Check>>
  readonly clock: Clock
  readonly log: Log
}): BoundRoute[] {
  const { config, checks, spare = {}, clock, log } = options
  const startedAt = clock()
  return [
    bind(health, async () => ({ status: 'ok' as const, version, uptime: (clock() - startedAt) / 1000 })),
    bind(ready, async () => {
      const [needed, spared] = await Promise.all([runAll(checks, log), runAll(spare, log)])
      const checked = { ...needed, ...spared }
      if (allOk(needed))
        return { status: allOk(spared) ? ('ok' as const) : ('degraded' as const), checks: checked }
      throw new Fault('UNAVAILABLE', 'Something this server depends on does not answer.', {
        details: { checks: checked, retryAfter: 1000 },
      })
    }),
    bind(about, async () => ({
      name: config.serverName,
      version,
      demo: config.demo,
      mailbox: config.smtpUrl === undefined,
    })),
  ]
}

async function runAll(checks: Readonly<Record<string, Check>>, log: Log): Promise<Record<string, Checked>> {
  const pairs = Object.entries(checks).map(
    async ([name, check]) => [name, await run(name, check, log)] as const,
  )
  return Object.fromEntries(await Promise.all(pairs))
}

function allOk(checked: Readonly<Record<string, Checked>>): boolean {
  return Object.values(checked).every(({ ok }) => ok)
}

async function run(name: string, check: Check, log: Log): Promise<Checked> {
  const began = performance.now()
  const ok = await check().then(
    () => true,
    (error: unknown) => {
      log.warn({ err: error, check: name }, 'a dependency does not answer')
      return false
    },
  )
  return { ok, milliseconds: Math.round((performance.now() - began) * 10) / 10 }
}
