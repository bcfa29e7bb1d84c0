import {
  type FocusEvent,
  type KeyboardEvent,
  type RefObject,
  useLayoutEffect,
  useMemo,
  useState,
} from 'react'
import type { VirtualizerHandle } from 'virtua'
import { useMe } from '../../../components/people.ts'
import { useScope } from './ConversationContext.tsx'
import type { Row } from './rows.ts'

export interface MessageKeysOptions {
  readonly rows: readonly Row[]
  readonly list: RefObject<VirtualizerHandle | null>
  readonly scroller: RefObject<HTMLElement | null>
}

export interface MessageKeys {
  /** The key of the one message that Tab goes to. */
  readonly tabbable: string | undefined
  /** Rows that stay mounted when scrolled away, so that the focus is not lost. */
  readonly mounted: readonly number[]
  onKeyDown(event: KeyboardEvent<HTMLElement>): void
  onFocus(event: FocusEvent<HTMLElement>): void
}

/** Arrow keys walk over the messages; letters act on the one with the focus. */
export function useMessageKeys({ rows, list, scroller }: MessageKeysOptions): MessageKeys {
  const { actions } = useScope()
  const me = useMe()
  const [active, setActive] = useState<string>()
  const [wanted, setWanted] = useState<string>()
  const last = useMemo(() => rows.findLast((row) => row.kind === 'message')?.key, [rows])
  const at = rows.findIndex((row) => row.key === active)
  const mounted = useMemo(() => (at === -1 ? [] : [at]), [at])

  useLayoutEffect(() => {
    if (wanted === undefined) return
    const element = scroller.current?.querySelector<HTMLElement>(`[data-row="${CSS.escape(wanted)}"]`)
    element?.focus({ preventScroll: true })
    if (element != null) setWanted(undefined)
  }, [wanted, scroller])

  const walk = (step: 1 | -1): void => {
    for (let next = at + step; next >= 0 && next < rows.length; next += step) {
      const row = rows[next]
      if (row?.kind !== 'message') continue
      setActive(row.key)
      setWanted(row.key)
      list.current?.scrollToIndex(next, { align: 'nearest' })
      return
    }
    if (step === 1) document.getElementById('composer')?.focus()
  }

  const onKeyDown = (event: KeyboardEvent<HTMLElement>): void => {
    const target = event.target
    if (!(target instanceof HTMLElement) || target.dataset['row'] === undefined) return
    const row = rows[at]
    if (row?.kind !== 'message') return
    const { item } = row
    const own = item.author === me.id
    const sent = item.seq > 0 && !item.deleted
    const acts = new Map<string, (() => void) | false>([
      ['ArrowUp', () => walk(-1)],
      ['ArrowDown', () => walk(1)],
      ['Enter', () => actions.menu(item, target)],
      [' ', () => actions.menu(item, target)],
      ['Escape', () => document.getElementById('composer')?.focus()],
      ['r', sent && (() => actions.reply(item))],
      ['f', sent && (() => actions.forward?.(item))],
      ['e', sent && own && (() => actions.edit(item))],
      ['+', sent && (() => actions.pick(item, target))],
      ['Delete', sent && own && (() => actions.askRemove(item))],
    ])
    const act = acts.get(event.key) ?? false
    if (act === false || event.ctrlKey || event.metaKey || event.altKey) return
    event.preventDefault()
    act()
  }

  const onFocus = (event: FocusEvent<HTMLElement>): void => {
    const row = event.target.closest<HTMLElement>('[data-row]')?.dataset['row']
    if (row !== undefined) setActive(row)
  }
  return { tabbable: at === -1 ? last : active, mounted, onKeyDown, onFocus }
}
