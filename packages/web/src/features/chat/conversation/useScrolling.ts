import type { Conversation, OpenConversation } from '@stoa/client'
import type { UserId } from '@stoa/contract/http'
import { type RefObject, useEffect, useEffectEvent, useLayoutEffect, useRef, useState } from 'react'
import type { VirtualizerHandle } from 'virtua'
import { prependedCount, type Row, seqUpTo } from './rows.ts'

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
  /** How many messages of others came since it was. */
  unseen(me: UserId): number
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
  const [seen, setSeen] = useState(0)
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
  const newest = seqUpTo(rows, rows.length - 1)
  const isNear = (handle: VirtualizerHandle, offset: number): boolean =>
    handle.scrollSize - offset - handle.viewportSize < endSlack && !more.after
  const note = (end: boolean): void => {
    follows.current = end
    setAtEnd(end)
    if (end) setSeen(newest)
  }
  const loadMore = (): void => {
    const handle = list.current
    if (handle === null) return
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
    if (follows.current) setSeen(newest)
  })
  const look = useEffectEvent(() => {
    const handle = list.current
    if (handle !== null && isNear(handle, handle.scrollOffset)) note(true)
  })
  useEffect(() => {
    if (atEnd) return
    // A jump within what fits on the screen scrolls nothing, so nothing else would tell that the end is in view.
    const timer = setTimeout(() => look(), jumpTakes)
    return () => clearTimeout(timer)
  }, [atEnd])

  return {
    list,
    shift: track.shift,
    epoch: track.epoch,
    atEnd,
    moved,
    unseen: (me) =>
      rows.filter((row) => row.kind === 'message' && row.item.author !== me && row.item.seq > seen).length,
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
    release: () => note(false),
  }
}

function isDisjoint(before: readonly Row[], now: readonly Row[]): boolean {
  if (before.length === 0) return false
  const keys = new Set(now.map((row) => row.key))
  return !before.some((row) => 'item' in row && keys.has(row.key))
}
