import { randomUUID } from 'node:crypto'
import type { EngineEvent, MediaEngine, MediaSession, Publication } from './engine/engine.ts'

/** An engine without pictures, that tells what a test has it tell. */
export interface ScriptedEngine extends MediaEngine {
  tell(event: EngineEvent): void
  /** What it was asked for besides sessions, oldest first. */
  readonly asked: readonly Asked[]
}

type Asked =
  | { readonly do: 'record'; readonly of: Publication }
  | { readonly do: 'stop' | 'close'; readonly stream: string }
  | { readonly do: 'remove'; readonly stream: string; readonly user: string }

export function scriptedEngine(): ScriptedEngine {
  const listeners = new Set<(event: EngineEvent) => void>()
  const asked: Asked[] = []
  const session = async (): Promise<MediaSession> => ({ id: randomUUID(), etag: '"1"', answer: 'v=0' })
  return {
    ...{ kind: 'built-in', asked, publish: session, watch: session },
    tell(event) {
      for (const listener of listeners) listener(event)
    },
    patch: async () => ({ status: 204, etag: null, body: null }),
    end: async () => undefined,
    ticket: async () => ({ url: 'wss://media.example', token: 'token' }),
    async remove(stream, user) {
      asked.push({ do: 'remove', stream, user })
    },
    async close(stream) {
      asked.push({ do: 'close', stream })
    },
    async record(of) {
      asked.push({ do: 'record', of })
    },
    async stopRecording(stream) {
      asked.push({ do: 'stop', stream })
    },
    listen(listener) {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
    start: async () => async () => undefined,
  }
}
