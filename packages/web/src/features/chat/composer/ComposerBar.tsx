import type { LiveItem, LiveMessage } from '@stoa/client'
import type { Message } from '@stoa/contract/chat'
import { Pencil, Reply, X } from 'lucide-react'
import { IconButton } from '../../../components/IconButton.tsx'
import { useMe, usePerson } from '../../../components/people.ts'
import { plainText } from '../markdown/parse.ts'

export interface ComposerBarProps {
  readonly editing: LiveMessage | undefined
  readonly replyTo: number | null
  readonly items: readonly LiveItem[]
  readonly onCancel: () => void
}

/** Above the field: what is being edited or replied to. */
export function ComposerBar({ editing, replyTo, items, onCancel }: ComposerBarProps) {
  const about =
    editing ?? items.find((item): item is LiveMessage => item.kind === 'message' && item.seq === replyTo)
  const Icon = editing === undefined ? Reply : Pencil
  return (
    <div className="mb-1.5 flex animate-rise items-center gap-3 pl-3">
      <Icon aria-hidden className="size-4.5 shrink-0 text-accent" />
      <div className="min-w-0 flex-1 border-accent border-l-3 pl-2.5 text-sm">
        <div className="truncate font-semibold text-accent-strong text-xs">
          {editing === undefined ? <ReplyTitle about={about} /> : 'Edit message'}
        </div>
        <div className="truncate text-ink-soft">{about === undefined ? '…' : plainText(about.text)}</div>
      </div>
      <IconButton
        icon={X}
        size="small"
        label={editing === undefined ? 'Do not reply' : 'Stop editing'}
        onClick={onCancel}
      />
    </div>
  )
}

function ReplyTitle({ about }: { readonly about: Message | undefined }) {
  const me = useMe()
  const author = usePerson(about?.author)
  return about?.author === me.id ? 'Reply to yourself' : `Reply to ${author?.name ?? '…'}`
}
