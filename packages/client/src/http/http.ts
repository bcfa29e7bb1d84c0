import { Fault, type Route } from '@stoa/contract/http'
import type { Answer } from '../api.ts'
import { faultOf } from './refusal.ts'
import { type LooseCall, requestOf } from './request.ts'

/** Long enough for a slow server, short enough to notice a dead line. Uploads have no limit. */
const patience = 30_000

export interface HttpOptions {
  /** The server's origin. */
  readonly url: string
  readonly fetch: typeof fetch
}

/** Calls any route, with a token or without. Rejects with a Fault: the server's own, or UNAVAILABLE where it cannot be reached. */
export type Http = (
  route: Route,
  call: LooseCall,
  token?: string,
  /** `blob`: the answer is a file, and given as it is. `answer`: text with what its headers say. */
  as?: 'json' | 'blob' | 'answer',
) => Promise<unknown>

export function createHttp({ url, fetch }: HttpOptions): Http {
  return async (route, call, token, as = 'json') => {
    const { target, init } = requestOf(url, route, call, token)
    const response = await answerOf(() =>
      fetch(
        target,
        call.contentType === undefined || as === 'answer'
          ? { ...init, signal: AbortSignal.timeout(patience) }
          : init,
      ),
    )
    if (!response.ok) throw await faultOf(response)
    if (as === 'blob') return await answerOf(() => response.blob())
    if (as === 'answer') {
      const { headers } = response
      const text = await answerOf(() => response.text())
      return { text, location: headers.get('location'), etag: headers.get('etag') } satisfies Answer
    }
    if (route.reply === undefined) return undefined
    const body: unknown = await answerOf(() => response.json())
    const reply = route.reply.safeParse(body)
    if (reply.success) return reply.data
    throw new Fault('INTERNAL', 'The server answered in a way this client does not know.', {
      cause: reply.error,
    })
  }
}

async function answerOf<T>(ask: () => Promise<T>): Promise<T> {
  try {
    return await ask()
  } catch (cause) {
    throw new Fault('UNAVAILABLE', 'The server cannot be reached.', { cause })
  }
}
