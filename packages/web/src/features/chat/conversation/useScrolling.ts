import type { Conversation, OpenConversation } from '@stoa/client'
import { type RefObject, useEffect, useEffectEvent, useLayoutEffect, useRef, useState } from 'react'
import type { VirtualizerHandle } from 'virtua'
import { type Row, startMoved } from './rows.ts'
import type { Loading } from './useLoading.ts'
import { useQuietTimer } from './useQuietTimer.ts'

/** How near the end counts as at the end, and how near an edge loads more beyond it; px. */
const endSlack = 48
const loadAhead = 600

/** A row to bring into view, and where: `offset` in px from there. */
export interface Aim {
  readonly key: string
  readonly align: 'start' | 'center'
  readonly offset?: number
}

export interface Scrolling {
  readonly list: RefObject<VirtualizerHandle | null>
  /** For the virtualiser: keep the place from the end, since rows came or went at the start. */
  readonly shift: boolean
  /** Changes when nothing of what was shown is left, and with it all that was measured. */
  readonly epoch: number
  /** Has the place aimed at been reached, so that what is in view is what the reader sees? */
  readonly reached: boolean
  /** Is the newest message in view? */
  readonly atEnd: boolean
  onScroll(offset: number): void
  onResize(): void
  toEnd(): void
  /** Brings a row into view and holds it there while what is around it is still being measured. */
  aimAt(aim: Aim): void
  /** Called after each scroll and each change of size. */
  readonly moved: RefObject<(() => void) | null>
}

export interface ScrollingOptions {
  readonly rows: readonly Row[]
  readonly conversation: Conversation
  readonly opened: OpenConversation
  readonly scroller: RefObject<HTMLElement | null>
  readonly load: Loading
}

/** The one owner of the scroll position: follows the end while one is there, and keeps the place otherwise. */
export function useScrolling({ rows, conversation, opened, scroller, load }: ScrollingOptions): Scrolling {
  const list = useRef<VirtualizerHandle>(null)
  const moved = useRef<(() => void) | null>(null)
  const follows = useRef(true)
  const aim = useRef<Aim | null>(null)
  // Has somebody taken the list in hand since a place was last looked for?
  const byHand = useRef(false)
  const lastOffset = useRef(0)
  const [atEnd, setAtEnd] = useState(true)
  const [track, setTrack] = useState({ rows, epoch: 0, shift: false })
  if (track.rows !== rows) {
    const replaced = isDisjoint(track.rows, rows)
    setTrack({
      rows,
      epoch: replaced ? track.epoch + 1 : track.epoch,
      shift: !replaced && startMoved(track.rows, rows),
    })
  }

  const { more, loading } = conversation
  const isNear = (handle: VirtualizerHandle, offset: number): boolean =>
    handle.scrollSize - offset - handle.viewportSize < endSlack && !more.after
  const note = (end: boolean): void => {
    follows.current = end
    setAtEnd(end)
  }
  const hold = (): void => {
    const pane = scroller.current
    const top = pane === null ? undefined : follows.current ? pane.scrollHeight : topOfAim()
    // Not by the virtualiser's own scrolling, which goes on for as long as rows are measured, against a hand on it too.
    if (pane !== null && top !== undefined) pane.scrollTop = top
  }
  const topOfAim = (): number | undefined => {
    const handle = list.current
    if (aim.current === null || handle === null) return
    const { key, align, offset = 0 } = aim.current
    const index = rows.findIndex((row) => row.key === key)
    if (index === -1) return
    const above = align === 'center' ? (handle.viewportSize - handle.getItemSize(index)) / 2 : 0
    return handle.getItemOffset(index) + offset - above
  }
  const loadMore = (): void => {
    const handle = list.current
    // Rows put before the first while a place is still being found would lead astray.
    if (handle === null || !(quiet.reached || byHand.current)) return
    const below = handle.scrollSize - handle.scrollOffset - handle.viewportSize
    if (more.before && !loading.before && handle.scrollOffset < loadAhead) load.more('before')
    if (more.after && !loading.after && below < loadAhead) load.more('after')
  }

  const arrive = useEffectEvent(() => {
    const handle = list.current
    aim.current = null
    // A jump within what fits on the screen scrolls nothing, so nothing else would tell that the end is in view.
    if (handle !== null && isNear(handle, handle.scrollOffset)) note(true)
  })
  const quiet = useQuietTimer(() => arrive())
  const seek = (): void => {
    byHand.current = false
    quiet.restart()
  }

  const held = useRef({ rows, epoch: -1 })
  useLayoutEffect(() => {
    if (held.current.rows === rows && held.current.epoch === track.epoch) return
    if (held.current.epoch !== track.epoch) seek()
    held.current = { rows, epoch: track.epoch }
    hold()
  })
  useEffect(() => {
    loadMore()
    moved.current?.()
  })
  const frame = useRef(0)
  const resized = useEffectEvent(() => {
    hold()
    moved.current?.()
  })
  useEffect(() => () => cancelAnimationFrame(frame.current), [])
  const takeOver = useEffectEvent(() => {
    aim.current = null
    byHand.current = true
  })
  useEffect(() => {
    const element = scroller.current
    // Once a hand is on it, it is not led to a place any more.
    const listener = () => takeOver()
    for (const kind of handKinds) element?.addEventListener(kind, listener, { passive: true })
    return () => {
      for (const kind of handKinds) element?.removeEventListener(kind, listener)
    }
  }, [scroller])

  return {
    list,
    shift: track.shift,
    epoch: track.epoch,
    atEnd,
    reached: quiet.reached,
    moved,
    onScroll(offset) {
      const handle = list.current
      if (handle === null) return
      const near = isNear(handle, offset)
      // Growth below moves the end away without anybody scrolling: only going up lets go of it,
      // and while a place is still being looked for the virtualiser goes up too, to make up for what it measured.
      const up = offset < lastOffset.current && (quiet.reached || byHand.current)
      if (aim.current === null && (near || up)) note(near)
      lastOffset.current = offset
      loadMore()
      moved.current?.()
    },
    onResize() {
      quiet.extend()
      hold()
      // The virtualiser may tell before the list has its new height, which would cut the scroll short.
      cancelAnimationFrame(frame.current)
      frame.current = requestAnimationFrame(() => resized())
    },
    toEnd() {
      aim.current = null
      follows.current = true
      seek()
      if (more.after) void load.replace(() => opened.jumpToNewest())
      else hold()
    },
    aimAt(next) {
      note(false)
      aim.current = next
      seek()
      hold()
    },
  }
}

const handKinds = ['wheel', 'touchmove', 'pointerdown', 'keydown'] as const

function isDisjoint(before: readonly Row[], now: readonly Row[]): boolean {
  if (before.length === 0) return false
  const keys = new Set(now.map((row) => row.key))
  return !before.some((row) => 'item' in row && keys.has(row.key))
}
