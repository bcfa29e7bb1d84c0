import type { Flags } from '@stoa/server'

/** Where a node keeps its data, and what else it is told. */
export interface NodeOptions {
  /** An empty one is made, and removed when the node stops, unless given. */
  readonly data?: string
  /** Nodes with the same one are one cluster, together with `redisUrl`. */
  readonly databaseUrl?: string
  readonly redisUrl?: string
  /** Any other settings, as text, by the names of `Config`. */
  readonly settings?: Flags
}

/** Settings for a node of a test: any free port, and room for many people at one address. */
export function settingsOf({ databaseUrl, redisUrl, settings }: NodeOptions, data: string): Flags {
  return {
    port: '0',
    logLevel: 'warn',
    logFormat: 'json',
    // A test machine is busy with other tests; refusing work for that is another test's business.
    overloadMilliseconds: '0',
    rateLimitScale: '1000',
    mediaUdpPort: '0',
    ...(databaseUrl === undefined ? {} : { databaseUrl, secret: 'the same secret for every node of a test' }),
    ...(redisUrl === undefined ? {} : { redisUrl }),
    ...settings,
    data,
  }
}
