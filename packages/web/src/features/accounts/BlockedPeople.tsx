import type { UserId } from '@stoa/contract/http'
import { Avatar } from '../../components/Avatar.tsx'
import { Button } from '../../components/Button.tsx'
import { Complaint } from '../../components/Complaint.tsx'
import { useMe, usePerson } from '../../components/people.ts'
import { useUnblock } from '../../components/useUnblock.ts'

export function BlockedPeople() {
  const { blocked } = useMe()
  if (blocked.length === 0) return <p className="text-ink-soft">You have blocked nobody.</p>
  return (
    <ul className="flex flex-col gap-2">
      {blocked.map((user) => (
        <BlockedRow key={user} user={user} />
      ))}
    </ul>
  )
}

function BlockedRow({ user }: { readonly user: UserId }) {
  const person = usePerson(user)
  const { busy, fault, unblock } = useUnblock(user)
  const name = person?.name ?? '…'
  return (
    <li className="flex items-center gap-3">
      <Avatar id={user} name={name} picture={person?.picture} size="small" />
      <span className="min-w-0 flex-1 truncate">
        {name}
        <Complaint>{fault?.message}</Complaint>
      </span>
      <Button look="outline" busy={busy} aria-label={`Unblock ${name}`} onClick={() => void unblock()}>
        Unblock
      </Button>
    </li>
  )
}
