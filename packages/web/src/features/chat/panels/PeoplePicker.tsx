import { type Profile, searchUsers } from '@stoa/contract/accounts'
import type { UserId } from '@stoa/contract/http'
import { Check, X } from 'lucide-react'
import { useCallback, useState } from 'react'
import { Avatar } from '../../../components/Avatar.tsx'
import { Button } from '../../../components/Button.tsx'
import { useClient } from '../../../components/ClientContext.tsx'
import { Complaint } from '../../../components/Complaint.tsx'
import { classes } from '../../../components/classes.ts'
import { fieldLook } from '../../../components/Field.tsx'
import { focusFirst } from '../../../components/focusFirst.ts'
import { useMe } from '../../../components/people.ts'
import { Skeleton } from '../../../components/Skeleton.tsx'
import { moveByArrows } from '../rooms/RoomList.tsx'
import { useFound } from '../search/useFound.ts'

export interface PeoplePickerProps {
  readonly chosen: readonly Profile[]
  readonly onToggle: (person: Profile) => void
  /** People who cannot be chosen, such as those in the group already. */
  readonly without?: readonly UserId[]
}

/** Finds people by name or whole e-mail address and lets some be chosen. */
export function PeoplePicker({ chosen, onToggle, without = [] }: PeoplePickerProps) {
  const client = useClient()
  const me = useMe()
  const [query, setQuery] = useState('')
  const wanted = query.trim()
  const found = useFound<Profile>(
    wanted,
    useCallback(
      async (after) => {
        const page = await client.call(searchUsers, {
          query: { ...(wanted !== '' && { query: wanted }), after },
        })
        return { hits: page.users, next: page.next }
      },
      [client, wanted],
    ),
  )
  const people = found.hits.filter((one) => one.id !== me.id && !without.includes(one.id))
  return (
    <div className="flex flex-col gap-3">
      <input
        ref={focusFirst}
        type="search"
        aria-label="Find people"
        placeholder="Name or e-mail address"
        autoComplete="off"
        maxLength={100}
        value={query}
        onChange={(event) => setQuery(event.target.value)}
        className={fieldLook}
      />
      {chosen.length > 0 && (
        <ul aria-label="Chosen" className="flex flex-wrap gap-1.5">
          {chosen.map((person) => (
            <li key={person.id}>
              <button
                type="button"
                aria-label={`Leave out ${person.name}`}
                onClick={() => onToggle(person)}
                className="flex items-center gap-1.5 rounded-full bg-accent-soft py-1 pr-2 pl-1 text-sm"
              >
                <Avatar id={person.id} name={person.name} picture={person.picture} size="tiny" />
                <span className="max-w-40 truncate">{person.name}</span>
                <X aria-hidden className="size-3.5" />
              </button>
            </li>
          ))}
        </ul>
      )}
      <ul onKeyDown={moveByArrows} aria-label="People" className="-mx-2 flex min-h-40 flex-col gap-0.5">
        {people.map((person) => {
          const isChosen = chosen.some((one) => one.id === person.id)
          return (
            <li key={person.id}>
              <button
                type="button"
                aria-pressed={isChosen}
                onClick={() => onToggle(person)}
                className="flex w-full items-center gap-3 rounded-2xl px-2 py-1.5 text-left hover:bg-sunken"
              >
                <Avatar id={person.id} name={person.name} picture={person.picture} size="small" />
                <span className="min-w-0 flex-1">
                  <span className="block truncate font-medium">{person.name}</span>
                  {person.about !== '' && (
                    <span className="block truncate text-ink-soft text-sm">{person.about}</span>
                  )}
                </span>
                <span
                  className={classes(
                    'grid size-5.5 shrink-0 place-items-center rounded-full border',
                    isChosen ? 'border-accent bg-accent text-on-accent' : 'border-line-strong',
                  )}
                >
                  {isChosen && <Check aria-hidden strokeWidth={3} className="size-3.5" />}
                </span>
              </button>
            </li>
          )
        })}
        {found.status === 'loading' && people.length === 0 && <Skeleton className="mx-2 h-10" />}
        {found.status === 'ready' && people.length === 0 && (
          <li className="px-2 py-4 text-center text-ink-soft text-sm">
            {wanted === '' ? 'Nobody else has an account here yet.' : `Nobody is called “${wanted}”.`}
          </li>
        )}
      </ul>
      <Complaint>{found.fault?.message}</Complaint>
      {found.more && (
        <Button look="quiet" onClick={found.next}>
          More
        </Button>
      )}
    </div>
  )
}
