import type { LiveRoom } from '@stoa/client'
import type { Message } from '@stoa/contract/chat'
import { useMemo } from 'react'
import { useSelector } from 'react-redux'
import { useMe, usePerson } from '../../../components/people.ts'
import { selectDraft } from '../drafts.ts'
import { plainText } from '../markdown/parse.ts'
import { HappeningText } from './HappeningText.tsx'
import { isClosing } from './happenings.ts'
import { useNames } from './useNames.ts'

/** The line below a room's name: who types, what was begun here, or what was last said. */
export function RoomPreview({ room, open }: { readonly room: LiveRoom; readonly open: boolean }) {
  const draft = useSelector(selectDraft(room.id))
  const { latestItem } = room
  if (room.typing.length > 0) return <TypingPreview room={room} />
  if (draft.text.trim() !== '' && !open) {
    return (
      <>
        <span className="text-accent">Draft: </span>
        {plainText(draft.text)}
      </>
    )
  }
  if (latestItem === null) return 'No messages yet'
  // Not empty, or the line would have no height.
  if (latestItem.kind === 'happening' && room.kind === 'direct' && isClosing(latestItem)) return '\u00a0'
  if (latestItem.kind === 'happening') return <HappeningText item={latestItem} />
  return <MessagePreview item={latestItem} named={room.kind !== 'direct'} />
}

function TypingPreview({ room }: { readonly room: LiveRoom }) {
  const names = useNames(room.typing)
  return <span className="text-accent">{typingText(room, names)}</span>
}

export function typingText(room: LiveRoom, names: string): string {
  if (room.kind === 'direct') return 'typing…'
  if (room.typing.length > 2) return `${room.typing.length} people are typing…`
  return room.typing.length === 1 ? `${names} is typing…` : `${names} are typing…`
}

function MessagePreview({ item, named }: { readonly item: Message; readonly named: boolean }) {
  const me = useMe()
  const own = item.author === me.id
  const author = usePerson(named && !own ? item.author : null)
  const text = useMemo(() => plainText(item.text), [item.text])
  return (
    <>
      {own && 'You: '}
      {author !== undefined && `${author.name}: `}
      {item.deleted ? <em>Message deleted</em> : text}
    </>
  )
}
