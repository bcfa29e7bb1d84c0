import type { OpenConversation } from '@stoa/client'
import { useNavigate } from '@tanstack/react-router'
import { useEffect, useEffectEvent, useLayoutEffect, useState } from 'react'
import type { Row } from './rows.ts'
import type { Loading } from './useLoading.ts'
import type { Aim, Scrolling } from './useScrolling.ts'

export type Place = { readonly seq: number } | { readonly from: number }

/** How long the message one jumped to is lit, ms. */
const flashFor = 1800

export interface Jumping {
  to(place: Place): void
  /** The seq to light up. */
  readonly flash: number | undefined
  /** Has the first place been taken? */
  readonly placed: boolean
}

export interface JumpOptions {
  readonly rows: readonly Row[]
  readonly opened: OpenConversation
  readonly scrolling: Scrolling
  readonly load: Loading
  /** A seq to go to as soon as it is given. */
  readonly at: number | undefined
  /** The first seq not read when the conversation was opened. */
  readonly unreadFrom: number | undefined
}

/** With some of what was read before it in view. */
const unreadLine: Aim = { key: 'unread', align: 'start', offset: -72 }

interface Target {
  readonly seq: number
  readonly light: boolean
}

/** Goes to a message or a day, loading its surroundings where they are not held. */
export function useJump({ rows, opened, scrolling, load, at, unreadFrom }: JumpOptions): Jumping {
  const navigate = useNavigate()
  const [target, setTarget] = useState<Target>()
  const [flash, setFlash] = useState<number>()
  // Until the first place is taken, what is in view is nothing anybody came to read.
  const [placed, setPlaced] = useState(at === undefined && unreadFrom === undefined)

  const to = async (place: Place, light = true): Promise<void> => {
    const seq = await load.replace(() => opened.jumpTo(place))
    if (seq === undefined) setPlaced(true)
    else setTarget({ seq, light })
  }

  const start = useEffectEvent(() => {
    if (at === undefined && unreadFrom !== undefined) {
      const line = rows.findIndex((row) => row.kind === 'unread')
      const held = rows.some((row) => 'item' in row && row.item.seq > 0 && row.item.seq < unreadFrom)
      if (line > 0 && held) {
        scrolling.aimAt(unreadLine)
        setPlaced(true)
      } else if (line !== -1) void to({ seq: unreadFrom }, false)
      else setPlaced(true)
    }
  })
  useLayoutEffect(() => start(), [])

  const goTo = useEffectEvent(async (seq: number) => {
    await to({ seq })
    // Taken: the same search result chosen again leads here again.
    await navigate({ to: '.', search: {}, replace: true })
  })
  useEffect(() => {
    if (at !== undefined) void goTo(at)
  }, [at])

  useLayoutEffect(() => {
    if (target === undefined) return
    // What is at that seq may be no line of its own, such as an edit: the next line stands for it.
    const index = rows.findIndex((row) => 'item' in row && row.item.seq >= target.seq)
    if (index === -1) return
    const row = rows[index]
    if (row === undefined || !('item' in row)) return
    const line = !target.light && rows.some((one) => one.kind === 'unread')
    scrolling.aimAt(line ? unreadLine : { key: row.key, align: 'center' })
    if (target.light) setFlash(row.item.seq)
    setTarget(undefined)
    setPlaced(true)
  }, [target, rows, scrolling])

  useEffect(() => {
    if (flash === undefined) return
    const timer = setTimeout(() => setFlash(undefined), flashFor)
    return () => clearTimeout(timer)
  }, [flash])

  return { to: (place) => void to(place), flash, placed }
}
