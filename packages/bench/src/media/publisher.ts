import { fileURLToPath } from 'node:url'
import { type Child, startChild } from '../frame/child.ts'

/** What the publishing process does when told. */
export type PublisherCalls = {
  readonly offer: (nothing: null) => Promise<string>
  /** Sends from then on, until the process ends. */
  readonly accept: (answer: string) => Promise<void>
  /** Sends one frame and one piece of sound a second, or all of them again: while viewers connect, on a machine that they share. */
  readonly rest: (resting: boolean) => void
}

export function startPublisher(): Child<PublisherCalls> {
  return startChild<PublisherCalls>({ file: fileURLToPath(new URL('publisher.main.ts', import.meta.url)) })
}
