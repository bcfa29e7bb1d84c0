import type { Profile } from '@stoa/contract/accounts'
import { Avatar } from '../../../components/Avatar.tsx'
import { useOpenDirect } from '../panels/useOpenDirect.ts'

export interface PersonRowProps {
  readonly person: Profile
  readonly onOpened: () => void
}

/** Somebody found; opens the conversation with them. */
export function PersonRow({ person, onOpened }: PersonRowProps) {
  const direct = useOpenDirect()
  return (
    <button
      type="button"
      disabled={direct.busy}
      onClick={async () => {
        if (await direct.open(person.id)) onOpened()
      }}
      className="flex w-full items-center gap-3 rounded-2xl px-3 py-2 text-left hover:bg-sunken focus-visible:-outline-offset-2"
    >
      <Avatar id={person.id} name={person.name} picture={person.picture} size="small" />
      <span className="min-w-0 flex-1">
        <span className="block truncate font-medium">{person.name}</span>
        {direct.fault !== undefined && (
          <span className="block text-danger text-sm">{direct.fault.message}</span>
        )}
        {direct.fault === undefined && person.about !== '' && (
          <span className="block truncate text-ink-soft text-sm">{person.about}</span>
        )}
      </span>
    </button>
  )
}
