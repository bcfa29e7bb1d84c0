import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type App, createApp, loadConfig, type Overrides } from '@stoa/server'
import { filledFolder } from '../../server/src/platform/database/testing.ts'
import { type MailboxReader, readMailbox } from './mailbox.ts'
import { type NodeOptions, settingsOf } from './settings.ts'

/** A whole node in this process. */
export interface TestNode extends MailboxReader {
  /** Such as `http://127.0.0.1:41234`. */
  readonly url: string
  readonly app: App
  readonly data: string
  stop(): Promise<void>
}

/** Starts a node on a free port. `overrides` decides its time, randomness, mail and log. */
export async function startNode(
  options: NodeOptions & { readonly overrides?: Overrides } = {},
): Promise<TestNode> {
  const data = options.data ?? (await newData(options))
  const app = await createApp(loadConfig({}, settingsOf(options, data)), options.overrides)
  const url = await app.listen()
  return {
    url,
    app,
    data,
    ...readMailbox(url),
    async stop() {
      await app.close()
      if (options.data === undefined) await rm(data, { recursive: true, force: true })
    },
  }
}

/** A new data folder; with an embedded database a node has run on it already, which is faster than making all that it needs. */
export function newData({ databaseUrl }: Pick<NodeOptions, 'databaseUrl'>): Promise<string> {
  return databaseUrl === undefined ? filledFolder('started', runOnce) : mkdtemp(join(tmpdir(), 'stoa-node-'))
}

/** Leaves tables and queues, and no secret: each folder makes its own. */
async function runOnce(data: string): Promise<void> {
  const app = await createApp(loadConfig({}, settingsOf({}, data)))
  await app.close()
  await rm(join(data, 'secret'), { force: true })
}
