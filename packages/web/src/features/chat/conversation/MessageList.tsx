import type { Conversation } from '@stoa/client'
import type { UserId } from '@stoa/contract/http'
import { ChevronDown, MessageCircle } from 'lucide-react'
import { type Ref, useImperativeHandle, useMemo, useRef, useState } from 'react'
import { Virtualizer } from 'virtua'
import { Notice } from '../../../components/Notice.tsx'
import { Spinner } from '../../../components/Spinner.tsx'
import { useTimes } from '../../../components/TimesContext.tsx'
import { isClosing } from '../rooms/happenings.ts'
import { useScope } from './ConversationContext.tsx'
import { LoadProblem } from './LoadProblem.tsx'
import { RowView } from './RowView.tsx'
import { rowsOf } from './rows.ts'
import { useJump } from './useJump.ts'
import { useLoading } from './useLoading.ts'
import { useMessageKeys } from './useMessageKeys.ts'
import { useReading } from './useReading.ts'
import { useScrolling } from './useScrolling.ts'

export interface MessageListHandle {
  jump(place: { readonly seq: number } | { readonly from: number }): void
  toEnd(): void
}

export interface MessageListProps {
  readonly conversation: Conversation
  readonly me: UserId
  readonly at: number | undefined
  readonly ref: Ref<MessageListHandle>
}

export function MessageList({ conversation, me, at, ref }: MessageListProps) {
  const { room, opened } = useScope()
  const times = useTimes()
  // The line stays where it was when the conversation was opened, whatever is read meanwhile.
  const [readUpTo] = useState(room.unread > 0 ? room.read : null)
  const { items } = conversation
  const direct = room.kind === 'direct'
  const shown = useMemo(
    () => (direct ? items.filter((item) => item.kind !== 'happening' || !isClosing(item)) : items),
    [direct, items],
  )
  const rows = useMemo(
    () => rowsOf({ items: shown, me, readUpTo, dayKey: times.dayKey }),
    [shown, me, readUpTo, times],
  )
  const scroller = useRef<HTMLDivElement>(null)
  const load = useLoading(opened)
  const scrolling = useScrolling({ rows, conversation, opened, scroller, load })
  const jumping = useJump({
    rows,
    opened,
    scrolling,
    load,
    at,
    unreadFrom: readUpTo === null ? undefined : readUpTo + 1,
  })
  const keys = useMessageKeys({ rows, list: scrolling.list, scroller })
  useReading({ rows, opened, scrolling, ready: jumping.placed && scrolling.reached })
  useImperativeHandle(ref, () => ({ jump: jumping.to, toEnd: scrolling.toEnd }))
  const unseen = room.unread

  if (rows.length === 0) {
    return (
      <div className="flex flex-1">
        <Notice icon={MessageCircle} title="Nothing has been said yet">
          Write the first message below.
        </Notice>
      </div>
    )
  }
  return (
    <div className="relative min-h-0 flex-1">
      <div ref={scroller} className="h-full overflow-y-auto overscroll-contain [overflow-anchor:none]">
        <section
          aria-label="Messages"
          className="flex min-h-full flex-col justify-end pb-2"
          onKeyDown={keys.onKeyDown}
          onFocus={keys.onFocus}
        >
          <Virtualizer
            key={scrolling.epoch}
            ref={scrolling.list}
            scrollRef={scroller}
            shift={scrolling.shift}
            keepMounted={keys.mounted}
            onScroll={scrolling.onScroll}
            onResize={scrolling.onResize}
            as="ol"
            item="li"
            data={rows}
          >
            {(row) => (
              <RowView
                key={row.key}
                row={row}
                me={me}
                flash={jumping.flash !== undefined && 'item' in row && row.item.seq === jumping.flash}
                tabbable={row.key === keys.tabbable}
              />
            )}
          </Virtualizer>
        </section>
      </div>
      {conversation.loading.before && (
        <div className="absolute inset-x-0 top-3 flex justify-center text-ink-soft">
          <Spinner />
          <span className="sr-only">Loading earlier messages…</span>
        </div>
      )}
      {load.fault !== undefined && <LoadProblem fault={load.fault} onRetry={load.retry} />}
      {!scrolling.atEnd && (
        <button
          type="button"
          onClick={scrolling.toEnd}
          className="absolute right-4 bottom-3 flex h-10 min-w-10 animate-rise items-center justify-center gap-1.5 rounded-full border border-line bg-raised px-2.5 font-medium text-sm shadow-pop hover:bg-sunken"
        >
          {unseen > 0 && (
            <span className="pl-1 text-accent">
              {unseen === 1 ? '1 new message' : `${unseen} new messages`}
            </span>
          )}
          <ChevronDown aria-hidden className="size-5" />
          <span className="sr-only">Go to the newest message</span>
        </button>
      )}
    </div>
  )
}
