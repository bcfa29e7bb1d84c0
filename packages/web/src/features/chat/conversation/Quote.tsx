import type { Message } from '@stoa/contract/chat'
import { useMe, usePerson } from '../../../components/people.ts'
import { Skeleton } from '../../../components/Skeleton.tsx'
import { plainText } from '../markdown/parse.ts'
import { useScope } from './ConversationContext.tsx'

export interface QuoteProps {
  readonly seq: number
  /** Undefined while it loads. */
  readonly quoted: Message | null | undefined
}

/** The message replied to, as it is now; leads to it. */
export function Quote({ seq, quoted }: QuoteProps) {
  const { actions } = useScope()
  const me = useMe()
  const author = usePerson(quoted?.author)
  if (quoted === undefined) return <Skeleton className="mb-1 h-10 w-40" />
  return (
    <button
      type="button"
      tabIndex={-1}
      onClick={() => actions.jump(seq)}
      className="mb-1 block w-full min-w-32 rounded-lg border-accent border-l-3 bg-accent/8 py-1 pr-3 pl-2.5 text-left text-sm hover:bg-accent/14"
    >
      <span className="block truncate font-semibold text-accent-strong text-xs">
        {quoted?.author === me.id ? 'You' : (author?.name ?? '…')}
      </span>
      <span className="line-clamp-2 break-words text-ink-soft">
        {quoted === null || quoted.deleted ? <em>Message deleted</em> : plainText(quoted.text)}
      </span>
    </button>
  )
}
