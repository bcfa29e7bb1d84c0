import type { LiveMessage } from '@stoa/client'
import { Ban, Forward } from 'lucide-react'
import { classes } from '../../../components/classes.ts'
import { hueOf } from '../../../components/initials.ts'
import { useTimes } from '../../../components/TimesContext.tsx'
import { MarkdownText } from '../markdown/MarkdownText.tsx'
import { isOnlyEmoji } from './onlyEmoji.ts'
import { Quote } from './Quote.tsx'
import { Ticks } from './Ticks.tsx'

export interface MessageBubbleProps {
  readonly item: LiveMessage
  readonly own: boolean
  readonly last: boolean
  /** Shown above the first message of a run in a group. */
  readonly author: string | undefined
}

export function MessageBubble({ item, own, last, author }: MessageBubbleProps) {
  const bare = !item.deleted && item.replyTo === null && item.forwardedFrom === null && isOnlyEmoji(item.text)
  if (bare) {
    return (
      <div className="flex flex-col">
        <span className="px-1 text-5xl leading-tight">{item.text}</span>
        <Meta item={item} own={own} className={own ? 'self-end' : 'self-start'} />
      </div>
    )
  }
  return (
    <div
      className={classes(
        'flow-root min-w-0 rounded-2xl px-3.5 py-2 shadow-low',
        own ? 'bg-own' : 'bg-raised',
        last && (own ? 'rounded-br-md' : 'rounded-bl-md'),
        item.state === 'failed' && 'ring-1 ring-danger',
      )}
    >
      {author !== undefined && (
        <div
          className="mb-0.5 truncate font-semibold text-[0.8125rem]"
          style={{
            color: `light-dark(oklch(0.42 0.11 ${hueOf(item.author ?? '')}), oklch(0.84 0.09 ${hueOf(item.author ?? '')}))`,
          }}
        >
          {author}
        </div>
      )}
      {item.forwardedFrom !== null && (
        <div className="mb-0.5 flex items-center gap-1.5 text-ink-soft text-xs">
          <Forward aria-hidden className="size-3.5 shrink-0" />
          <span className="truncate">Forwarded from {item.forwardedFrom}</span>
        </div>
      )}
      {item.replyTo !== null && <Quote seq={item.replyTo} quoted={item.quoted} />}
      {item.deleted ? (
        <span className="inline-flex items-center gap-1.5 text-ink-soft italic">
          <Ban aria-hidden className="size-4" /> Message deleted
        </span>
      ) : (
        <MarkdownText text={item.text} />
      )}
      <Meta item={item} own={own} className="float-right mt-1 -mb-0.5 ml-3 translate-y-0.5" />
    </div>
  )
}

function Meta({
  item,
  own,
  className,
}: {
  readonly item: LiveMessage
  readonly own: boolean
  readonly className: string
}) {
  const times = useTimes()
  return (
    <span
      className={classes(
        'inline-flex select-none items-center gap-1 text-[0.6875rem] text-ink-soft',
        className,
      )}
    >
      {item.editedAt !== null && <span title={times.full(item.editedAt)}>edited</span>}
      <time title={times.full(item.at)}>{times.clock(item.at)}</time>
      {own && !item.deleted && <Ticks state={item.state} />}
    </span>
  )
}
