import { fileURLToPath } from 'node:url'
import { type Child, startChild } from '../frame/child.ts'

/** What the publishing process does when told. */
export type PublisherCalls = {
  readonly offer: (nothing: null) => Promise<string>
  /** Sends from then on, until the process ends. */
  readonly accept: (answer: string) => Promise<void>
}

export function startPublisher(): Child<PublisherCalls> {
  return startChild<PublisherCalls>({ file: fileURLToPath(new URL('publisher.main.ts', import.meta.url)) })
}
