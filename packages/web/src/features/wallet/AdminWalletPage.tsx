import { type Profile, searchUsers } from '@stoa/contract/accounts'
import { approvePayout, grantCoins, listPayouts, type Payout, rejectPayout } from '@stoa/contract/wallet'
import { Banknote } from 'lucide-react'
import { type FormEvent, useCallback, useState } from 'react'
import { Avatar } from '../../components/Avatar.tsx'
import { Button } from '../../components/Button.tsx'
import { Card } from '../../components/Card.tsx'
import { useClient } from '../../components/ClientContext.tsx'
import { Complaint } from '../../components/Complaint.tsx'
import { parseCoins } from '../../components/coins.ts'
import { Field } from '../../components/Field.tsx'
import { Loaded } from '../../components/Loaded.tsx'
import { Notice } from '../../components/Notice.tsx'
import { Page } from '../../components/Page.tsx'
import { usePerson } from '../../components/people.ts'
import { useTimes } from '../../components/TimesContext.tsx'
import { useCoins } from '../../components/useCoins.ts'
import { useQuery } from '../../components/useQuery.ts'
import { useTask } from '../../components/useTask.ts'
import { useKey } from './useKey.ts'

/** For admins: coins for somebody, and what creators ask to be paid. */
export function AdminWalletPage() {
  return (
    <Page title="Grants and payouts">
      <Card title="Give coins" hint="Out of nothing: the books show them as given by this server.">
        <GrantForm />
      </Card>
      <Decisions />
    </Page>
  )
}

function GrantForm() {
  const client = useClient()
  const { coins } = useCoins()
  const [query, setQuery] = useState('')
  const [person, setPerson] = useState<Profile>()
  const [text, setText] = useState('')
  const [note, setNote] = useState('')
  const [said, setSaid] = useState('')
  const task = useTask()
  const cents = parseCoins(text)
  const key = useKey(`${person?.id} ${text} ${note}`)
  const [found] = useQuery(
    useCallback(
      async () =>
        query.trim() === '' ? [] : (await client.call(searchUsers, { query: { query, limit: 6 } })).users,
      [client, query],
    ),
  )
  const give = (event: FormEvent) => {
    event.preventDefault()
    if (person === undefined || cents === undefined) return
    setSaid('')
    return task.run(async () => {
      const params = { user: person.id }
      await client.call(grantCoins, { params, body: { amount: cents, note, key: key.value() } })
      key.renew()
      setSaid(`${person.name} was given ${coins(cents)}.`)
      setText('')
    })
  }
  return (
    <form onSubmit={give} className="flex flex-col gap-3">
      <Field
        label="Whom"
        hint="By name or whole e-mail address"
        autoComplete="off"
        value={person?.name ?? query}
        onChange={(event) => {
          setPerson(undefined)
          setQuery(event.target.value)
        }}
      />
      {person === undefined && found.status === 'ready' && found.value.length > 0 && (
        <ul aria-label="People" className="flex flex-wrap gap-2">
          {found.value.map((one) => (
            <li key={one.id}>
              <Button look="outline" onClick={() => setPerson(one)}>
                <Avatar id={one.id} name={one.name} picture={one.picture} size="tiny" /> {one.name}
              </Button>
            </li>
          ))}
        </ul>
      )}
      <div className="grid gap-3 sm:grid-cols-2">
        <Field
          label="Coins"
          inputMode="decimal"
          autoComplete="off"
          required
          value={text}
          onChange={(event) => setText(event.target.value)}
          problem={text === '' || cents !== undefined ? undefined : 'An amount such as 12.50'}
        />
        <Field
          label="Why"
          required
          maxLength={200}
          value={note}
          onChange={(event) => setNote(event.target.value)}
        />
      </div>
      <Complaint>{task.fault?.message}</Complaint>
      <div className="flex flex-wrap items-center gap-3">
        <Button
          type="submit"
          busy={task.busy}
          disabled={person === undefined || cents === undefined || note.trim() === ''}
        >
          Give
        </Button>
        <p role="status" className="text-ink-soft text-sm">
          {said}
        </p>
      </div>
    </form>
  )
}

function Decisions() {
  const client = useClient()
  const [payouts, again] = useQuery(
    useCallback(() => client.call(listPayouts, { query: { all: 'true', status: 'requested' } }), [client]),
  )
  return (
    <Card title="Payouts asked for" hint="Approve one after the money was sent: its coins leave then.">
      <Loaded query={payouts} again={again}>
        {({ payouts: all }) =>
          all.length === 0 ? (
            <div className="flex py-4">
              <Notice icon={Banknote} title="Nothing to decide" />
            </div>
          ) : (
            <ul aria-label="Payouts asked for" className="divide-y divide-line">
              {all.map((payout) => (
                <Decision key={payout.id} payout={payout} onDecided={again} />
              ))}
            </ul>
          )
        }
      </Loaded>
    </Card>
  )
}

function Decision({ payout, onDecided }: { readonly payout: Payout; readonly onDecided: () => void }) {
  const client = useClient()
  const person = usePerson(payout.user)
  const times = useTimes()
  const { coins } = useCoins()
  const task = useTask()
  const [note, setNote] = useState('')
  const name = person?.name ?? '…'
  const decide = async (route: typeof approvePayout | typeof rejectPayout) => {
    const params = { payout: payout.id }
    if (await task.run(() => client.call(route, { params, body: { note } }))) onDecided()
  }
  return (
    <li className="flex flex-col gap-3 py-3">
      <div className="flex items-center gap-3">
        <Avatar id={payout.user} name={name} picture={person?.picture} size="small" />
        <div className="min-w-0 flex-1">
          <p className="truncate font-medium">{name}</p>
          <p className="text-ink-soft text-sm">{times.full(payout.at)}</p>
        </div>
        <p className="font-semibold tabular-nums">{coins(payout.amount)}</p>
      </div>
      <div className="flex flex-wrap items-end gap-2">
        <Field
          className="min-w-48 flex-1"
          label={`Note for ${name}`}
          hint="Needed where it is not paid"
          maxLength={200}
          value={note}
          onChange={(event) => setNote(event.target.value)}
        />
        <Button
          busy={task.busy}
          aria-label={`Approve for ${name}`}
          onClick={() => void decide(approvePayout)}
        >
          Approve
        </Button>
        <Button
          look="danger"
          busy={task.busy}
          disabled={note.trim() === ''}
          aria-label={`Reject for ${name}`}
          onClick={() => void decide(rejectPayout)}
        >
          Reject
        </Button>
      </div>
      <Complaint>{task.fault?.message}</Complaint>
    </li>
  )
}
