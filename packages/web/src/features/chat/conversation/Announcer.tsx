import type { LiveItem, LiveMessage } from '@stoa/client'
import { useEffect, useRef, useState } from 'react'
import { useClient } from '../../../components/ClientContext.tsx'
import { useMe } from '../../../components/people.ts'
import { plainText } from '../markdown/parse.ts'

/** At most one announcement in this time, ms. */
const pause = 3000

/**
 * Reads new messages of others aloud. A region of its own, since `role="log"` on the list would read history again
 * whenever it is loaded, and rate-limited, since nobody can listen to a burst.
 */
export function Announcer({
  items,
  ready,
}: {
  readonly items: readonly LiveItem[]
  readonly ready: boolean
}) {
  const client = useClient()
  const me = useMe()
  const [text, setText] = useState('')
  const announced = useRef<number>(undefined)
  const lastAt = useRef(0)
  useEffect(() => {
    if (!ready) return
    const newest = items.findLast((item) => item.seq > 0)?.seq ?? 0
    if (announced.current === undefined) {
      announced.current = newest
      return
    }
    const since = announced.current
    const fresh = items.filter(
      (item): item is LiveMessage => item.kind === 'message' && item.seq > since && item.author !== me.id,
    )
    if (fresh.length === 0) return
    const say = () => {
      lastAt.current = Date.now()
      announced.current = newest
      const last = fresh.at(-1)
      const name = last?.author == null ? '' : (client.people.profile(last.author).get()?.name ?? '')
      setText(
        fresh.length === 1 && last !== undefined
          ? `${name}: ${plainText(last.text)}`
          : `${fresh.length} new messages`,
      )
    }
    const timer = setTimeout(say, Math.max(0, lastAt.current + pause - Date.now()))
    return () => clearTimeout(timer)
  }, [items, ready, client, me.id])
  return (
    <div role="status" aria-live="polite" className="sr-only">
      {text}
    </div>
  )
}
