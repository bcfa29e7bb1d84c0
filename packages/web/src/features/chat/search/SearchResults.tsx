import { type Profile, searchUsers } from '@stoa/contract/accounts'
import { type Hit, searchMessages } from '@stoa/contract/chat'
import { CircleAlert, SearchX } from 'lucide-react'
import { type ReactNode, useCallback, useId } from 'react'
import { Button } from '../../../components/Button.tsx'
import { useClient } from '../../../components/ClientContext.tsx'
import { Notice } from '../../../components/Notice.tsx'
import { useMe } from '../../../components/people.ts'
import { Skeleton } from '../../../components/Skeleton.tsx'
import { moveByArrows } from '../rooms/RoomList.tsx'
import { HitRow } from './HitRow.tsx'
import { PersonRow } from './PersonRow.tsx'
import { useFound } from './useFound.ts'

export interface SearchResultsProps {
  readonly query: string
  readonly onDone: () => void
}

/** People and messages that match, in place of the room list. */
export function SearchResults({ query, onDone }: SearchResultsProps) {
  const client = useClient()
  const me = useMe()
  const people = useFound<Profile>(
    query,
    useCallback(async () => {
      const { users } = await client.call(searchUsers, { query: { query, limit: 5 } })
      return { hits: users.filter((one) => one.id !== me.id), next: null }
    }, [client, query, me.id]),
  )
  const messages = useFound<Hit>(
    query,
    useCallback((before) => client.call(searchMessages, { query: { query, before } }), [client, query]),
  )
  const none =
    people.status === 'ready' &&
    messages.status === 'ready' &&
    people.hits.length + messages.hits.length === 0
  if (none) {
    return (
      <div role="status" className="flex flex-1">
        <Notice icon={SearchX} title="Nothing found">
          No person and no message matches “{query}”.
        </Notice>
      </div>
    )
  }
  if (messages.status === 'error') {
    return (
      <div role="alert" className="flex flex-1">
        <Notice icon={CircleAlert} title="Could not search">
          {messages.fault?.message}
        </Notice>
      </div>
    )
  }
  return (
    <section aria-label="Found" onKeyDown={moveByArrows} className="min-h-0 flex-1 overflow-y-auto px-2 pb-3">
      {people.hits.length > 0 && (
        <Section title="People">
          {people.hits.map((person) => (
            <li key={person.id}>
              <PersonRow person={person} onOpened={onDone} />
            </li>
          ))}
        </Section>
      )}
      <Section title="Messages">
        {messages.hits.map((hit) => (
          <li key={`${hit.room} ${hit.message.seq}`}>
            <HitRow hit={hit} />
          </li>
        ))}
        {messages.status === 'loading' && messages.hits.length === 0 && (
          <li className="flex flex-col gap-4 px-3 py-3">
            <Skeleton className="h-3.5 w-2/5" />
            <Skeleton className="h-3.5 w-4/5" />
            <Skeleton className="h-3.5 w-3/5" />
          </li>
        )}
        {messages.status === 'ready' && messages.hits.length === 0 && (
          <li className="px-3 py-2 text-ink-soft text-sm">No messages match.</li>
        )}
      </Section>
      {messages.more && (
        <div className="p-2 text-center">
          <Button look="quiet" onClick={messages.next}>
            More
          </Button>
        </div>
      )}
    </section>
  )
}

function Section({ title, children }: { readonly title: string; readonly children: ReactNode }) {
  const id = useId()
  return (
    <section aria-labelledby={id}>
      <h2 id={id} className="px-3 pt-2 pb-1 font-medium text-ink-soft text-sm">
        {title}
      </h2>
      <ul className="flex flex-col gap-0.5">{children}</ul>
    </section>
  )
}
