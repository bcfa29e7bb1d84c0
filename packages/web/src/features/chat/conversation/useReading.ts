import type { OpenConversation } from '@stoa/client'
import { useEffect, useEffectEvent, useRef } from 'react'
import { type Row, seqUpTo } from './rows.ts'
import type { Scrolling } from './useScrolling.ts'

export interface ReadingOptions {
  readonly rows: readonly Row[]
  readonly opened: OpenConversation
  readonly scrolling: Scrolling
  readonly ready: boolean
}

/** Tells how far has been read: up to the lowest line in view, while the window has the focus (T10). */
export function useReading({ rows, opened, scrolling, ready }: ReadingOptions): void {
  const told = useRef(0)
  const look = useEffectEvent(() => {
    const handle = scrolling.list.current
    if (!ready || handle === null || !document.hasFocus() || document.visibilityState !== 'visible') return
    const bottom = handle.scrollOffset + handle.viewportSize
    const lowest = scrolling.atEnd ? rows.length - 1 : handle.findItemIndex(Math.max(0, bottom - 24))
    const seq = seqUpTo(rows, lowest)
    if (seq <= told.current) return
    told.current = seq
    opened.read(seq)
  })
  useEffect(() => {
    const { moved } = scrolling
    moved.current = () => look()
    look()
  }, [scrolling])
  useEffect(() => {
    const listener = () => look()
    window.addEventListener('focus', listener)
    document.addEventListener('visibilitychange', listener)
    return () => {
      window.removeEventListener('focus', listener)
      document.removeEventListener('visibilitychange', listener)
    }
  }, [])
}
