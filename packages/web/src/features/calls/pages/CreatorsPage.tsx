import { type Creator, listCreators } from '@stoa/contract/calls'
import { Link } from '@tanstack/react-router'
import { CircleAlert, Search, SlidersHorizontal, Users } from 'lucide-react'
import { useCallback, useDeferredValue, useId, useState } from 'react'
import { Avatar } from '../../../components/Avatar.tsx'
import { Button } from '../../../components/Button.tsx'
import { useClient } from '../../../components/ClientContext.tsx'
import { classes } from '../../../components/classes.ts'
import { fieldLook } from '../../../components/Field.tsx'
import { Notice } from '../../../components/Notice.tsx'
import { Page } from '../../../components/Page.tsx'
import { useMe } from '../../../components/people.ts'
import { Skeleton } from '../../../components/Skeleton.tsx'
import { useCoins } from '../../../components/useCoins.ts'
import { usePages } from '../../../components/usePages.ts'
import { Availability } from './Availability.tsx'
import { Rating } from './Rating.tsx'

/** Who can be called, available ones first. */
export function CreatorsPage() {
  const me = useMe()
  const id = useId()
  const [text, setText] = useState('')
  const query = useDeferredValue(text.trim())
  return (
    <Page
      title="Creators"
      action={
        me.role === 'creator' && (
          <Link
            to="/creator"
            className="flex min-h-10 items-center gap-2 rounded-xl px-3 font-medium text-accent hover:bg-sunken"
          >
            <SlidersHorizontal aria-hidden className="size-4.5" /> My page
          </Link>
        )
      }
    >
      <div className="relative">
        <Search aria-hidden className="absolute top-1/2 left-3.5 size-4.5 -translate-y-1/2 text-ink-soft" />
        <label htmlFor={id} className="sr-only">
          Search creators
        </label>
        <input
          id={id}
          type="search"
          placeholder="Search by name or what they offer"
          maxLength={100}
          value={text}
          onChange={(event) => setText(event.target.value)}
          className={classes(fieldLook, 'pl-10')}
        />
      </div>
      <Directory query={query} />
    </Page>
  )
}

function Directory({ query }: { readonly query: string }) {
  const client = useClient()
  const pages = usePages(
    useCallback(
      async (after: string | undefined) => {
        const { creators, next } = await client.call(listCreators, {
          query: { ...(query === '' ? {} : { query }), ...(after === undefined ? {} : { after }) },
        })
        return { items: creators, next }
      },
      [client, query],
    ),
  )
  if (pages.status === 'loading') {
    return (
      <div aria-busy="true" className="grid gap-3 sm:grid-cols-2">
        <span className="sr-only">Loading creators…</span>
        {['a', 'b', 'c', 'd'].map((one) => (
          <Skeleton key={one} className="h-32 rounded-3xl" />
        ))}
      </div>
    )
  }
  if (pages.status === 'error') {
    return (
      <div role="alert" className="flex">
        <Notice
          icon={CircleAlert}
          title="The creators could not be loaded"
          action={
            <Button look="outline" onClick={pages.again}>
              Try again
            </Button>
          }
        >
          {pages.fault?.message}
        </Notice>
      </div>
    )
  }
  if (pages.items.length === 0) {
    return (
      <div className="flex py-10">
        <Notice icon={Users} title={query === '' ? 'No creators yet' : 'Nobody found'}>
          {query === ''
            ? 'Somebody who runs this server can make accounts into creators.'
            : 'Try another word, or a part of a name.'}
        </Notice>
      </div>
    )
  }
  return (
    <>
      <ul aria-label="Creators" className="grid gap-3 sm:grid-cols-2">
        {pages.items.map((creator) => (
          <li key={creator.user} className="min-w-0">
            <CreatorCard creator={creator} />
          </li>
        ))}
      </ul>
      {pages.more && (
        <Button look="quiet" busy={pages.busy} className="self-center" onClick={pages.next}>
          More
        </Button>
      )}
    </>
  )
}

function CreatorCard({ creator }: { readonly creator: Creator }) {
  const { coins } = useCoins()
  return (
    <Link
      to="/creators/$user"
      params={{ user: creator.user }}
      className="flex h-full flex-col gap-3 rounded-3xl border border-line bg-surface p-4 transition-colors hover:bg-raised"
    >
      <span className="flex items-center gap-3">
        <Avatar
          id={creator.user}
          name={creator.name}
          picture={creator.picture}
          online={creator.availability === 'online'}
        />
        <span className="min-w-0 flex-1">
          <span className="block truncate font-semibold">{creator.name}</span>
          <span className="flex flex-wrap items-center gap-x-3">
            <Availability availability={creator.availability} />
            <Rating rating={creator.rating} ratings={creator.ratings} />
          </span>
        </span>
      </span>
      {creator.headline !== '' && <span className="line-clamp-2 break-words">{creator.headline}</span>}
      <span className="mt-auto text-ink-soft text-sm">{coins(creator.rate)} a minute</span>
    </Link>
  )
}
