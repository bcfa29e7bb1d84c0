import type { LiveRoom } from '@stoa/client'
import type { UserId } from '@stoa/contract/http'
import { Button } from '../../../components/Button.tsx'
import { Complaint } from '../../../components/Complaint.tsx'
import { useMe, usePerson } from '../../../components/people.ts'
import { useUnblock } from '../../../components/useUnblock.ts'

/** In place of the composer where nobody can write. Who was blocked is not told that, nor by whom. */
export function ClosedNotice({ room }: { readonly room: LiveRoom }) {
  const { blocked } = useMe()
  const other = room.kind === 'direct' ? room.members[0] : undefined
  const blocker = other !== undefined && blocked.includes(other)
  return (
    <div className="border-line border-t bg-surface p-4 pb-[max(1rem,env(safe-area-inset-bottom))] text-center text-ink-soft">
      {blocker ? (
        <Blocked user={other} />
      ) : (
        <p>{room.kind === 'direct' ? 'You cannot write here at the moment.' : 'This room is closed.'}</p>
      )}
    </div>
  )
}

function Blocked({ user }: { readonly user: UserId }) {
  const person = usePerson(user)
  const { busy, fault, unblock } = useUnblock(user)
  const name = person?.name ?? '…'
  return (
    <div className="flex flex-wrap items-center justify-center gap-x-4 gap-y-2">
      <p className="min-w-0 break-words">You blocked {name}.</p>
      <Button look="outline" busy={busy} aria-label={`Unblock ${name}`} onClick={() => void unblock()}>
        Unblock
      </Button>
      <Complaint>{fault?.message}</Complaint>
    </div>
  )
}
