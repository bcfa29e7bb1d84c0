import { getCreator } from '@stoa/contract/calls'
import { UserId } from '@stoa/contract/http'
import { getRouteApi, Link } from '@tanstack/react-router'
import { UserRoundX } from 'lucide-react'
import { useCallback, useEffect } from 'react'
import { Avatar } from '../../../components/Avatar.tsx'
import { Card } from '../../../components/Card.tsx'
import { useClient } from '../../../components/ClientContext.tsx'
import { Loaded } from '../../../components/Loaded.tsx'
import { Notice } from '../../../components/Notice.tsx'
import { Page } from '../../../components/Page.tsx'
import { useCoins } from '../../../components/useCoins.ts'
import { useQuery } from '../../../components/useQuery.ts'
import { Availability } from './Availability.tsx'
import { CallButtons } from './CallButtons.tsx'
import { Rating } from './Rating.tsx'

const route = getRouteApi('/inside/members/creators/$user')
/** Milliseconds between two looks at whether somebody has become available. */
const lookEvery = 10_000

/** Somebody who can be called: what they offer, when, for how much, and the way to call. */
export function CreatorPage() {
  const { user } = route.useParams()
  const id = UserId.safeParse(user)
  return (
    <Page title="Creator">{id.success ? <CreatorShown key={id.data} user={id.data} /> : <NoCreator />}</Page>
  )
}

function CreatorShown({ user }: { readonly user: UserId }) {
  const client = useClient()
  const { coins } = useCoins()
  const [creator, again] = useQuery(
    useCallback(() => client.call(getCreator, { params: { user } }), [client, user]),
  )
  useEffect(() => {
    const timer = setInterval(() => {
      if (document.visibilityState === 'visible') again()
    }, lookEvery)
    return () => clearInterval(timer)
  }, [again])
  if (creator.status === 'error' && creator.fault.code === 'NOT_FOUND') return <NoCreator />
  return (
    <Loaded query={creator} again={again}>
      {(one) => (
        <>
          <section
            aria-label={one.name}
            className="flex flex-col items-center gap-2 rounded-3xl border border-line bg-surface p-6 text-center"
          >
            <Avatar id={one.user} name={one.name} picture={one.picture} size="large" />
            <h2 className="mt-2 max-w-full break-words font-display font-medium text-3xl tracking-tight">
              {one.name}
            </h2>
            {one.headline !== '' && (
              <p className="w-full max-w-lg break-words text-ink-soft">{one.headline}</p>
            )}
            <p className="flex flex-wrap items-center justify-center gap-x-4">
              <Availability availability={one.availability} />
              <Rating rating={one.rating} ratings={one.ratings} />
              <span className="text-sm">{coins(one.rate)} a minute</span>
            </p>
            <CallButtons creator={one} onChanged={again} />
          </section>
          {one.about !== '' && (
            <Card title="About">
              <p className="whitespace-pre-wrap break-words">{one.about}</p>
            </Card>
          )}
          {one.schedule !== '' && (
            <Card title="Usually there">
              <p className="whitespace-pre-wrap break-words">{one.schedule}</p>
            </Card>
          )}
        </>
      )}
    </Loaded>
  )
}

function NoCreator() {
  return (
    <div className="flex py-10">
      <Notice
        icon={UserRoundX}
        title="There is no creator here"
        action={
          <Link to="/creators" className="font-medium text-accent underline">
            All creators
          </Link>
        }
      >
        They may have stopped taking calls.
      </Notice>
    </div>
  )
}
