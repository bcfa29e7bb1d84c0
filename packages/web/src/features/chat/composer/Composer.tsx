import type { LiveItem, LiveMessage } from '@stoa/client'
import { isVisible } from '@stoa/contract/http'
import { SendHorizontal, Smile } from 'lucide-react'
import { type KeyboardEvent, useEffect, useLayoutEffect, useRef, useState } from 'react'
import { useDispatch, useSelector } from 'react-redux'
import { classes } from '../../../components/classes.ts'
import { IconButton } from '../../../components/IconButton.tsx'
import { useMe } from '../../../components/people.ts'
import { type Anchor, useScope } from '../conversation/ConversationContext.tsx'
import { drafted, emptyDraft, selectDraft } from '../drafts.ts'
import { ClosedNotice } from './ClosedNotice.tsx'
import { ComposerBar } from './ComposerBar.tsx'
import { EmojiPopover } from './EmojiPopover.tsx'

/** M1. */
const longest = 5000

export interface ComposerProps {
  readonly items: readonly LiveItem[]
  /** Does it take the focus when it appears? */
  readonly takesFocus: boolean
  readonly editing: LiveMessage | undefined
  readonly onEdit: (seq: number | undefined) => void
  readonly onSent: () => void
}

/** Where one writes. Enter sends, Shift+Enter breaks the line, ↑ in the empty field edits the last own message. */
export function Composer({ items, takesFocus, editing, onEdit, onSent }: ComposerProps) {
  const { room, opened } = useScope()
  const me = useMe()
  const dispatch = useDispatch()
  const draft = useSelector(selectDraft(room.id))
  const [edited, setEdited] = useState('')
  const [picking, setPicking] = useState<Anchor>()
  const field = useRef<HTMLTextAreaElement>(null)
  const text = editing === undefined ? draft.text : edited
  const tooLong = text.length > longest
  const sendable = isVisible(text) && !tooLong
  const replyTo = draft.replyTo

  // Taken up once: the message changing meanwhile must not overwrite what is being written.
  const [editedSeq, setEditedSeq] = useState<number>()
  if (editing?.seq !== editedSeq) {
    setEditedSeq(editing?.seq)
    setEdited(editing?.text ?? '')
  }

  useLayoutEffect(() => {
    const element = field.current
    if (element === null) return
    element.style.height = 'auto'
    element.style.height = `${element.scrollHeight}px`
  })
  useEffect(() => {
    if (takesFocus && matchMedia('(hover: hover)').matches) field.current?.focus()
  }, [takesFocus])

  const change = (next: string) => {
    if (editing === undefined) {
      dispatch(drafted({ room: room.id, draft: { text: next } }))
      opened.typing()
    } else setEdited(next)
  }
  const submit = () => {
    if (!sendable) return
    if (editing === undefined) {
      opened.send(replyTo === null ? { text } : { text, replyTo })
      dispatch(drafted({ room: room.id, draft: emptyDraft }))
      onSent()
    } else {
      if (text !== editing.text) opened.edit(editing.seq, text)
      onEdit(undefined)
    }
    field.current?.focus()
  }
  const cancel = () => {
    if (editing !== undefined) onEdit(undefined)
    else dispatch(drafted({ room: room.id, draft: { replyTo: null } }))
  }
  const onKeyDown = (event: KeyboardEvent) => {
    // Safari ends a composition before the Enter that ends it, and tells that one from others by this code alone.
    if (event.nativeEvent.isComposing || event.keyCode === 229) return
    if (event.key === 'Enter' && !event.shiftKey) {
      event.preventDefault()
      submit()
    } else if (event.key === 'Escape' && (editing !== undefined || replyTo !== null)) {
      event.preventDefault()
      cancel()
    } else if (event.key === 'ArrowUp' && text === '' && editing === undefined) {
      const last = items.findLast(
        (item) => item.kind === 'message' && item.author === me.id && !item.deleted && item.seq > 0,
      )
      if (last === undefined) return
      event.preventDefault()
      onEdit(last.seq)
    }
  }
  const insert = (emoji: string) => {
    const element = field.current
    setPicking(undefined)
    if (element === null) return
    element.setRangeText(emoji, element.selectionStart, element.selectionEnd, 'end')
    change(element.value)
    element.focus()
  }

  if (room.closed) return <ClosedNotice room={room} />
  return (
    <div className="border-line border-t bg-surface px-2 pt-2 pb-[max(0.5rem,env(safe-area-inset-bottom))] md:px-4">
      <div className="mx-auto max-w-3xl">
        {(editing !== undefined || replyTo !== null) && (
          <ComposerBar editing={editing} replyTo={replyTo} items={items} onCancel={cancel} />
        )}
        <div className="flex items-end gap-1">
          <IconButton
            icon={Smile}
            label="Emoji"
            className="max-sm:hidden"
            onClick={(event) => setPicking(event.currentTarget)}
          />
          <textarea
            id="composer"
            ref={field}
            rows={1}
            aria-label={editing === undefined ? 'Message' : 'Edit message'}
            placeholder="Write a message"
            enterKeyHint="send"
            autoCapitalize="sentences"
            value={text}
            onChange={(event) => change(event.target.value)}
            onKeyDown={onKeyDown}
            className="max-h-[40dvh] min-h-10 min-w-0 flex-1 resize-none rounded-2xl bg-sunken px-4 py-[0.5625rem] text-base leading-[1.375rem] outline-offset-0 sm:text-[0.9375rem]"
          />
          <IconButton
            icon={SendHorizontal}
            label={editing === undefined ? 'Send' : 'Save'}
            disabled={!sendable}
            onClick={submit}
            className={classes(
              sendable && 'bg-accent text-on-accent hover:bg-accent-strong hover:text-on-accent',
            )}
          />
        </div>
        <div aria-live="polite" className="text-right text-xs">
          {text.length > longest - 500 && (
            <span className={tooLong ? 'text-danger' : 'text-ink-soft'}>
              {tooLong
                ? `${text.length - longest} characters too long`
                : `${longest - text.length} characters left`}
            </span>
          )}
        </div>
      </div>
      {picking !== undefined && (
        <EmojiPopover anchor={picking} onPick={insert} onClose={() => setPicking(undefined)} />
      )}
    </div>
  )
}
