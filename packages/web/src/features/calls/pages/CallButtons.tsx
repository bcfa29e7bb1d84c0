import { randomUuid } from '@stoa/client'
import { minutesFor } from '@stoa/client/calling'
import { type CallMedia, type Creator, startCall } from '@stoa/contract/calls'
import type { Fault } from '@stoa/contract/http'
import { getBalance } from '@stoa/contract/wallet'
import { Link, useNavigate } from '@tanstack/react-router'
import { Phone, Video } from 'lucide-react'
import { useCallback, useRef } from 'react'
import { Button } from '../../../components/Button.tsx'
import { useClient } from '../../../components/ClientContext.tsx'
import { useMe } from '../../../components/people.ts'
import { useCoins } from '../../../components/useCoins.ts'
import { useQuery } from '../../../components/useQuery.ts'
import { useTask } from '../../../components/useTask.ts'
import { useCallsHere } from '../CallsContext.ts'

export interface CallButtonsProps {
  readonly creator: Creator
  readonly onChanged: () => void
}

/** Calls somebody, or says why that cannot be now. */
export function CallButtons({ creator, onChanged }: CallButtonsProps) {
  const client = useClient()
  const me = useMe()
  const navigate = useNavigate()
  const { desk, now } = useCallsHere()
  const { coins } = useCoins()
  const task = useTask()
  const key = useRef<string>(undefined)
  const [balance] = useQuery(useCallback(() => client.call(getBalance), [client]))
  const available = balance.status === 'ready' ? balance.value.available : undefined
  const minutes = available === undefined ? undefined : minutesFor(creator.rate, available)
  const call = (media: CallMedia) =>
    task.run(async () => {
      key.current ??= randomUuid()
      try {
        const { id } = await client.call(startCall, {
          body: { creator: creator.user, media, key: key.current, rate: creator.rate },
        })
        desk.mark(id)
        await navigate({ to: '/calls/$call', params: { call: id } })
      } catch (error) {
        // It was refused: the next try is another call.
        key.current = undefined
        onChanged()
        throw error
      }
    })
  if (creator.user === me.id) {
    return (
      <Link to="/creator" className="mt-3 font-medium text-accent underline">
        This is you. Change your page
      </Link>
    )
  }
  const why = reasonAgainst(creator, now.ongoing !== undefined)
  const tooFew = minutes !== undefined && minutes < 1
  return (
    <div className="mt-4 flex flex-col items-center gap-3">
      <div className="flex flex-wrap justify-center gap-2">
        {creator.video && (
          <Button
            busy={task.busy}
            disabled={why !== undefined || tooFew}
            className="min-h-12 px-6"
            onClick={() => void call('video')}
          >
            <Video aria-hidden className="size-5" /> Video call
          </Button>
        )}
        {creator.audio && (
          <Button
            look={creator.video ? 'outline' : 'primary'}
            busy={task.busy}
            disabled={why !== undefined || tooFew}
            className="min-h-12 px-6"
            onClick={() => void call('audio')}
          >
            <Phone aria-hidden className="size-5" /> Audio call
          </Button>
        )}
      </div>
      {why !== undefined && <p className="text-ink-soft">{why}</p>}
      {minutes !== undefined && available !== undefined && (
        <p className="text-ink-soft text-sm">
          {tooFew
            ? `You have ${coins(available)}: too few for a minute.`
            : `Your ${coins(available)} give about ${minutes} ${minutes === 1 ? 'minute' : 'minutes'}.`}{' '}
          <Link to="/wallet" className="font-medium text-accent underline">
            Top up
          </Link>
        </p>
      )}
      {task.fault !== undefined && (
        <p role="alert" className="max-w-sm text-danger text-sm">
          {refusalText(task.fault, creator.name)}
        </p>
      )}
    </div>
  )
}

function reasonAgainst(creator: Creator, inCall: boolean): string | undefined {
  if (inCall) return 'You are in a call.'
  if (creator.availability === 'busy') return `${creator.name} is in a call. Try again in a while.`
  if (creator.availability === 'offline') return `${creator.name} takes no calls right now.`
  return creator.audio || creator.video ? undefined : `${creator.name} takes no calls.`
}

function refusalText(fault: Fault, name: string): string {
  if (fault.code === 'BLOCKED') return `You and ${name} cannot call each other.`
  if (fault.code === 'PAYMENT_REQUIRED') return 'You have too few coins for a minute. Top up first.'
  return fault.message
}
