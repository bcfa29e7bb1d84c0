import type { Storage } from './storage/storage.ts'
import type { Time } from './time/time.ts'

export interface ClientOptions {
  /** The server's origin, such as `https://stoa.example.org`. */
  readonly url: string
  /** Where the refresh token is kept: `cookie` in browsers, `body` (in `storage`) elsewhere. Told by the surroundings unless said. */
  readonly tokens?: 'cookie' | 'body'
  /** Where things are kept. In browsers IndexedDB unless said; elsewhere only in memory unless said. */
  readonly storage?: Storage
  /** How this device is called in the list of devices. */
  readonly device?: string
  /** Called with what went wrong behind the scenes and needs nobody's attention now; the console unless said. */
  readonly report?: (error: unknown) => void
  /** For tests. */
  readonly time?: Time
  readonly fetch?: typeof fetch
  /** Makes ids of entries: random UUIDs unless said. */
  readonly id?: () => string
}
