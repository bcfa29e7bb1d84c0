import type { Conversation, OpenConversation } from '@stoa/client'
import { type RefObject, useEffect, useEffectEvent, useLayoutEffect, useRef, useState } from 'react'
import type { VirtualizerHandle } from 'virtua'
import { prependedCount, type Row } from './rows.ts'

/** How near the end counts as at the end, and how near an edge loads more beyond it; px. */
const endSlack = 48
const loadAhead = 600
/** By when a jump has arrived, ms. */
const jumpTakes = 400

export interface Scrolling {
  readonly list: RefObject<VirtualizerHandle | null>
  /** For the virtualiser: keep the place from the end, since rows came before the first. */
  readonly shift: boolean
  /** Changes when nothing of what was shown is left, and with it all that was measured. */
  readonly epoch: number
  /** Is the newest message in view? */
  readonly atEnd: boolean
  onScroll(offset: number): void
  onResize(): void
  toEnd(): void
  /** From now on the end is not followed, until the reader goes there. */
  release(): void
  /** Called after each scroll and each change of size. */
  readonly moved: RefObject<(() => void) | null>
}

export interface ScrollingOptions {
  readonly rows: readonly Row[]
  readonly conversation: Conversation
  readonly opened: OpenConversation
}

/** The one owner of the scroll position: follows the end while one is there, and keeps the place otherwise. */
export function useScrolling({ rows, conversation, opened }: ScrollingOptions): Scrolling {
  const list = useRef<VirtualizerHandle>(null)
  const moved = useRef<(() => void) | null>(null)
  const follows = useRef(true)
  const lastOffset = useRef(0)
  const [atEnd, setAtEnd] = useState(true)
  const [releases, setReleases] = useState(0)
  const [settled, setSettled] = useState(-1)
  const [track, setTrack] = useState({ rows, epoch: 0, shift: false })
  if (track.rows !== rows) {
    const replaced = isDisjoint(track.rows, rows)
    setTrack({
      rows,
      epoch: replaced ? track.epoch + 1 : track.epoch,
      shift: !replaced && prependedCount(track.rows, rows) > 0,
    })
  }

  const { more, loading } = conversation
  // Each time the place is taken anew; it is settled once that has had time to arrive.
  const course = releases + track.epoch
  const isNear = (handle: VirtualizerHandle, offset: number): boolean =>
    handle.scrollSize - offset - handle.viewportSize < endSlack && !more.after
  const note = (end: boolean): void => {
    follows.current = end
    setAtEnd(end)
  }
  const loadMore = (): void => {
    const handle = list.current
    // Rows put before the first while a jump is still finding its place would lead it astray.
    if (handle === null || settled !== course) return
    const below = handle.scrollSize - handle.scrollOffset - handle.viewportSize
    if (more.before && !loading.before && handle.scrollOffset < loadAhead) void opened.loadBefore()
    if (more.after && !loading.after && below < loadAhead) void opened.loadAfter()
  }
  const followEnd = (): void => {
    if (follows.current && rows.length > 0)
      list.current?.scrollToIndex(rows.length - 1, { align: 'end', offset: 8 })
  }

  const followed = useRef<readonly Row[]>([])
  useLayoutEffect(() => {
    if (followed.current === rows) return
    followed.current = rows
    followEnd()
  })
  useEffect(() => {
    loadMore()
    moved.current?.()
  })
  const settle = useEffectEvent((reached: number) => {
    const handle = list.current
    // A jump within what fits on the screen scrolls nothing, so nothing else would tell that the end is in view.
    if (handle !== null && isNear(handle, handle.scrollOffset)) {
      note(true)
      followEnd()
    }
    setSettled(reached)
  })
  useEffect(() => {
    const timer = setTimeout(() => settle(course), jumpTakes)
    return () => clearTimeout(timer)
  }, [course])

  return {
    list,
    shift: track.shift,
    epoch: track.epoch,
    atEnd,
    moved,
    onScroll(offset) {
      const handle = list.current
      if (handle === null) return
      const near = isNear(handle, offset)
      // Growth below moves the end away without anybody scrolling: only going up lets go of it.
      if (near || offset < lastOffset.current) note(near)
      lastOffset.current = offset
      loadMore()
      moved.current?.()
    },
    onResize() {
      followEnd()
      moved.current?.()
    },
    toEnd() {
      follows.current = true
      if (more.after) void opened.jumpToNewest()
      else followEnd()
    },
    release() {
      note(false)
      setReleases((before) => before + 1)
    },
  }
}

function isDisjoint(before: readonly Row[], now: readonly Row[]): boolean {
  if (before.length === 0) return false
  const keys = new Set(now.map((row) => row.key))
  return !before.some((row) => 'item' in row && keys.has(row.key))
}
