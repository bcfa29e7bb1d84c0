import { createStream } from '@stoa/contract/streams'
import { useNavigate } from '@tanstack/react-router'
import { type FormEvent, useEffect, useId, useState } from 'react'
import { Button } from '../../../components/Button.tsx'
import { useClient } from '../../../components/ClientContext.tsx'
import { Complaint } from '../../../components/Complaint.tsx'
import { Field, fieldLook } from '../../../components/Field.tsx'
import { Page } from '../../../components/Page.tsx'
import { useMe } from '../../../components/people.ts'
import { useTask } from '../../../components/useTask.ts'
import { localInput } from '../pages/time.ts'
import { useStreamsHere } from '../session/StreamsContext.ts'
import { Preview } from './Preview.tsx'

type When = 'now' | 'later'

/** What one will be seen with, and what the stream is called. */
export function NewStreamPage() {
  const client = useClient()
  const me = useMe()
  const { studio } = useStreamsHere()
  const navigate = useNavigate()
  const task = useTask()
  const id = useId()
  const usual = `${me.name}, live`
  const [title, setTitle] = useState('')
  const [description, setDescription] = useState('')
  const [when, setWhen] = useState<When>('now')
  const [at, setAt] = useState(() => localInput(new Date(Date.now() + 24 * 3_600_000)))
  const [record, setRecord] = useState(true)
  useEffect(() => {
    if (studio.local.get().status === 'idle') void studio.local.start()
  }, [studio])

  const begin = (event: FormEvent) => {
    event.preventDefault()
    return task.run(async () => {
      const scheduledFor = new Date(at).getTime()
      const stream = await client.call(createStream, {
        body: {
          title: title.trim() || usual,
          description,
          record,
          ...(when === 'later' && { scheduledFor }),
        },
      })
      if (when === 'now') studio.begin(stream)
      await navigate({ to: '/streams/$stream/studio', params: { stream: stream.id }, replace: true })
    })
  }
  return (
    <Page title="Go live">
      <form onSubmit={begin} className="grid items-start gap-5 lg:grid-cols-[minmax(0,1fr)_20rem]">
        <Preview />
        <div className="flex flex-col gap-4 rounded-3xl border border-line bg-surface p-5">
          <Field
            label="Title"
            placeholder={usual}
            maxLength={120}
            autoComplete="off"
            value={title}
            onChange={(event) => setTitle(event.target.value)}
          />
          <div className="flex flex-col gap-1.5">
            <label htmlFor={`${id}-about`} className="font-medium text-sm">
              Description
            </label>
            <textarea
              id={`${id}-about`}
              rows={3}
              maxLength={5000}
              value={description}
              onChange={(event) => setDescription(event.target.value)}
              className={fieldLook}
            />
          </div>
          <fieldset className="flex flex-col gap-2">
            <legend className="mb-1.5 font-medium text-sm">When</legend>
            <div className="grid grid-cols-2 gap-2">
              <Choice name={`${id}-when`} checked={when === 'now'} onChoose={() => setWhen('now')}>
                Now
              </Choice>
              <Choice name={`${id}-when`} checked={when === 'later'} onChoose={() => setWhen('later')}>
                Later
              </Choice>
            </div>
            {when === 'later' && (
              <input
                type="datetime-local"
                aria-label="It begins"
                required
                value={at}
                onChange={(event) => setAt(event.target.value)}
                className={fieldLook}
              />
            )}
          </fieldset>
          <label className="flex items-center gap-2.5">
            <input
              type="checkbox"
              checked={record}
              onChange={(event) => setRecord(event.target.checked)}
              className="size-4.5 accent-accent"
            />
            Record it, to be watched again
          </label>
          <Complaint>{task.fault?.message}</Complaint>
          <Button type="submit" busy={task.busy} className="min-h-12 text-base">
            {when === 'now' ? 'Go live' : 'Schedule it'}
          </Button>
        </div>
      </form>
    </Page>
  )
}

function Choice(props: {
  readonly name: string
  readonly checked: boolean
  readonly onChoose: () => void
  readonly children: string
}) {
  return (
    <label className="flex min-h-10 items-center justify-center gap-2 rounded-xl border border-line-strong/60 px-3 font-medium has-checked:border-accent has-checked:bg-accent-soft has-checked:text-accent has-focus-visible:outline-2 has-focus-visible:outline-accent has-focus-visible:outline-offset-2">
      <input
        type="radio"
        name={props.name}
        checked={props.checked}
        onChange={props.onChoose}
        className="sr-only"
      />
      {props.children}
    </label>
  )
}
