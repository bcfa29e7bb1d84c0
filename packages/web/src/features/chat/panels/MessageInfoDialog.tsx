import type { LiveMessage, LiveRoom } from '@stoa/client'
import { getMessage } from '@stoa/contract/chat'
import type { UserId } from '@stoa/contract/http'
import { type ReactNode, useCallback } from 'react'
import { Avatar } from '../../../components/Avatar.tsx'
import { useClient } from '../../../components/ClientContext.tsx'
import { Complaint } from '../../../components/Complaint.tsx'
import { Modal } from '../../../components/Modal.tsx'
import { usePerson } from '../../../components/people.ts'
import { Skeleton } from '../../../components/Skeleton.tsx'
import { useTimes } from '../../../components/TimesContext.tsx'
import { useQuery } from '../../../components/useQuery.ts'

export interface MessageInfoDialogProps {
  readonly item: LiveMessage
  readonly room: LiveRoom
  readonly onClose: () => void
}

/** When a message was sent, and who has received and read it. */
export function MessageInfoDialog({ item, room, onClose }: MessageInfoDialogProps) {
  const client = useClient()
  const times = useTimes()
  const { seq } = item
  const [info] = useQuery(
    useCallback(() => client.call(getMessage, { params: { room: room.id, seq } }), [client, room.id, seq]),
  )
  const read = info.status === 'ready' ? info.value.read : []
  const delivered = info.status === 'ready' ? info.value.delivered.filter((user) => !read.includes(user)) : []
  return (
    <Modal open onClose={onClose} title="Message details">
      <dl className="mb-4 grid grid-cols-[auto_1fr] gap-x-4 gap-y-1 text-sm">
        <dt className="text-ink-soft">Sent</dt>
        <dd>{times.full(item.at)}</dd>
        {item.editedAt !== null && (
          <>
            <dt className="text-ink-soft">Edited</dt>
            <dd>{times.full(item.editedAt)}</dd>
          </>
        )}
      </dl>
      {info.status === 'loading' && <Skeleton className="h-24" />}
      {info.status === 'error' && <Complaint>{info.fault.message}</Complaint>}
      {info.status === 'ready' && (
        <>
          <People title="Read by" users={read}>
            Nobody has read it yet.
          </People>
          {delivered.length > 0 && <People title="Delivered to" users={delivered} />}
        </>
      )}
    </Modal>
  )
}

interface PeopleProps {
  readonly title: string
  readonly users: readonly UserId[]
  readonly children?: ReactNode
}

function People({ title, users, children }: PeopleProps) {
  return (
    <section className="mb-3">
      <h3 className="mb-1 font-medium text-ink-soft text-sm">{title}</h3>
      {users.length === 0 && <p className="text-sm">{children}</p>}
      <ul>
        {users.map((user) => (
          <Person key={user} user={user} />
        ))}
      </ul>
    </section>
  )
}

function Person({ user }: { readonly user: UserId }) {
  const person = usePerson(user)
  const name = person?.name ?? '…'
  return (
    <li className="flex items-center gap-3 py-1.5">
      <Avatar id={user} name={name} picture={person?.picture} size="small" />
      <span className="min-w-0 truncate">{name}</span>
    </li>
  )
}
