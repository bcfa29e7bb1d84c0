import { runtimes } from 'virtual:runtimes'
import { Fault } from '@stoa/contract/http'
import type { Runnable } from '../protocol.ts'

export interface LoadedRuntime {
  readonly script: Blob
  readonly assets: Readonly<Record<string, Blob>>
}

/** In bytes. */
export interface Progress {
  readonly loaded: number
  readonly total: number
}

export type Family = keyof typeof runtimes

/** TypeScript runs in the runtime of JavaScript. */
export function familyOf(language: Runnable): Family {
  return language === 'typescript' ? 'javascript' : language
}

/** Fetches what a language needs to run. The browser keeps it for ever, as its names change with its content. */
export async function loadRuntime(
  family: Family,
  progress: (progress: Progress) => void,
): Promise<LoadedRuntime> {
  const { script, assets } = runtimes[family]
  const files = Object.entries(assets)
  const total = files.reduce((sum, [, { bytes }]) => sum + bytes, script.bytes)
  let loaded = 0
  const load = async ({ url }: { readonly url: string }) => {
    const reply = await fetch(url)
    if (!reply.ok || reply.body === null) throw new Fault('UNAVAILABLE', 'The runtime could not be loaded.')
    const parts: BlobPart[] = []
    for await (const part of chunks(reply.body)) {
      parts.push(part)
      loaded += part.length
      progress({ loaded, total })
    }
    return new Blob(parts)
  }
  const [code, ...contents] = await Promise.all([script, ...files.map(([, file]) => file)].map(load))
  if (code === undefined) throw new Fault('UNAVAILABLE')
  const named = files.flatMap(([name], index) => {
    const content = contents[index]
    return content === undefined ? [] : [[name, content] as const]
  })
  return { script: new Blob([code], { type: 'text/javascript' }), assets: Object.fromEntries(named) }
}

/** Not every browser iterates over a stream. */
async function* chunks(body: ReadableStream<Uint8Array<ArrayBuffer>>) {
  const reader = body.getReader()
  while (true) {
    const { done, value } = await reader.read()
    if (done) return
    yield value
  }
}
