import type { OpenConversation } from '@stoa/client'
import type { Fault } from '@stoa/contract/http'
import { useEffect, useRef, useState } from 'react'
import { useClient, useStore } from '../../../components/ClientContext.tsx'
import { asFault } from '../../../components/useTask.ts'

export interface Loading {
  /** Why the last load failed. While there is one nothing loads by itself. */
  readonly fault: Fault | undefined
  retry(): void
  /** Grows what is held at one end. */
  more(end: 'before' | 'after'): void
  /** Replaces what is held; nothing grows meanwhile. Undefined where it failed. */
  replace<T>(work: () => Promise<T>): Promise<T | undefined>
}

/** Loading of messages with its failures, which end when the connection is back or somebody asks again. */
export function useLoading(opened: OpenConversation): Loading {
  const online = useStore(useClient().connection).status === 'online'
  const [fault, setFault] = useState<Fault>()
  const replacing = useRef(0)
  useEffect(() => {
    if (online) setFault(undefined)
  }, [online])
  return {
    fault,
    retry: () => setFault(undefined),
    more(end) {
      if (fault !== undefined || replacing.current > 0) return
      const loaded = end === 'before' ? opened.loadBefore() : opened.loadAfter()
      loaded.catch((error: unknown) => setFault(asFault(error)))
    },
    async replace(work) {
      replacing.current += 1
      try {
        return await work()
      } catch (error) {
        setFault(asFault(error))
        return undefined
      } finally {
        replacing.current -= 1
      }
    },
  }
}
