import { type Creator, changeCreator, getCreator } from '@stoa/contract/calls'
import { Link } from '@tanstack/react-router'
import { UserStar } from 'lucide-react'
import { type FormEvent, useCallback, useId, useState } from 'react'
import { Button } from '../../../components/Button.tsx'
import { Card } from '../../../components/Card.tsx'
import { useClient } from '../../../components/ClientContext.tsx'
import { Complaint } from '../../../components/Complaint.tsx'
import { parseCoins } from '../../../components/coins.ts'
import { Field, fieldLook } from '../../../components/Field.tsx'
import { Loaded } from '../../../components/Loaded.tsx'
import { Notice } from '../../../components/Notice.tsx'
import { Page } from '../../../components/Page.tsx'
import { useMe } from '../../../components/people.ts'
import { useQuery } from '../../../components/useQuery.ts'
import { asFault, useTask } from '../../../components/useTask.ts'
import { PushSettings } from '../push/PushSettings.tsx'

/** A creator's own page as they set it up: what they offer, for how much, and whether they take calls now. */
export function MyCreatorPage() {
  const client = useClient()
  const me = useMe()
  const [creator, again] = useQuery(
    useCallback(async () => {
      try {
        return await client.call(getCreator, { params: { user: me.id } })
      } catch (error) {
        // Nothing was set up yet.
        if (asFault(error).code === 'NOT_FOUND') return undefined
        throw error
      }
    }, [client, me.id]),
  )
  if (me.role !== 'creator') {
    return (
      <Page title="My page">
        <div className="flex py-10">
          <Notice icon={UserStar} title="You are not a creator">
            Somebody who runs this server can make you one. Then people can call you and pay by the minute.
          </Notice>
        </div>
      </Page>
    )
  }
  return (
    <Page
      title="My page"
      action={
        <Link
          to="/creators/$user"
          params={{ user: me.id }}
          className="flex min-h-10 items-center rounded-xl px-3 font-medium text-accent hover:bg-sunken"
        >
          As others see it
        </Link>
      }
    >
      <Card title="Calls" hint="Your name, picture and what you say about yourself come from your profile.">
        <Loaded query={creator} again={again}>
          {(one) => <CreatorForm creator={one} />}
        </Loaded>
      </Card>
      <Card title="On this device" hint="How you learn of calls while Stoa is not open.">
        <PushSettings />
      </Card>
    </Page>
  )
}

interface Form {
  readonly headline: string
  readonly about: string
  readonly schedule: string
  readonly rate: string
  readonly audio: boolean
  readonly video: boolean
  readonly available: boolean
}

function formOf(creator: Creator | undefined): Form {
  return {
    headline: creator?.headline ?? '',
    about: creator?.about ?? '',
    schedule: creator?.schedule ?? '',
    rate: creator === undefined ? '' : (creator.rate / 100).toFixed(2),
    audio: creator?.audio ?? true,
    video: creator?.video ?? true,
    available: creator?.available ?? false,
  }
}

function CreatorForm({ creator }: { readonly creator: Creator | undefined }) {
  const client = useClient()
  const id = useId()
  const task = useTask()
  const [form, setForm] = useState(() => formOf(creator))
  const [saved, setSaved] = useState(false)
  const rate = parseCoins(form.rate)
  const set = (change: Partial<Form>) => {
    setSaved(false)
    setForm((before) => ({ ...before, ...change }))
  }
  const save = async (event: FormEvent) => {
    event.preventDefault()
    if (rate === undefined) return
    setSaved(await task.run(() => client.call(changeCreator, { body: { ...form, rate } })))
  }
  return (
    <form onSubmit={save} className="flex flex-col gap-4">
      <Toggle
        label="I take calls now"
        hint="Turn it off when you leave; you turn busy by yourself during a call."
        checked={form.available}
        onChange={(available) => set({ available })}
      />
      <div className="grid gap-4 sm:grid-cols-2">
        <Field
          label="Coins a minute"
          inputMode="decimal"
          autoComplete="off"
          required
          value={form.rate}
          onChange={(event) => set({ rate: event.target.value })}
          problem={form.rate === '' || rate !== undefined ? undefined : 'An amount such as 2.50'}
        />
        <fieldset className="flex flex-col gap-2">
          <legend className="mb-1.5 font-medium text-sm">Kinds of calls</legend>
          <Toggle label="Video" checked={form.video} onChange={(video) => set({ video })} />
          <Toggle label="Audio" checked={form.audio} onChange={(audio) => set({ audio })} />
        </fieldset>
      </div>
      <Field
        label="In one line"
        maxLength={120}
        value={form.headline}
        onChange={(event) => set({ headline: event.target.value })}
      />
      {(['about', 'schedule'] as const).map((name) => (
        <div key={name} className="flex flex-col gap-1.5">
          <label htmlFor={`${id}-${name}`} className="font-medium text-sm">
            {name === 'about' ? 'What you offer' : 'When you are usually there'}
          </label>
          <textarea
            id={`${id}-${name}`}
            rows={name === 'about' ? 5 : 2}
            maxLength={name === 'about' ? 5000 : 500}
            value={form[name]}
            onChange={(event) => set({ [name]: event.target.value })}
            className={fieldLook}
          />
        </div>
      ))}
      <Complaint>{task.fault?.message}</Complaint>
      <div className="flex items-center gap-3">
        <Button type="submit" busy={task.busy} disabled={rate === undefined}>
          Save
        </Button>
        <span role="status" className="text-ink-soft text-sm">
          {saved && 'Saved.'}
        </span>
      </div>
    </form>
  )
}

interface ToggleProps {
  readonly label: string
  readonly hint?: string
  readonly checked: boolean
  readonly onChange: (checked: boolean) => void
}

function Toggle({ label, hint, checked, onChange }: ToggleProps) {
  return (
    <label className="flex items-start gap-3">
      <input
        type="checkbox"
        checked={checked}
        onChange={(event) => onChange(event.target.checked)}
        className="mt-0.5 size-5 shrink-0 accent-accent"
      />
      <span>
        <span className="font-medium">{label}</span>
        {hint !== undefined && <span className="block text-ink-soft text-sm">{hint}</span>}
      </span>
    </label>
  )
}
