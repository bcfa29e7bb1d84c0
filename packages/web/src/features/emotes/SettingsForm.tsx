import {
  type EmoteSettings,
  getAllowedEmotes,
  getInterval,
  getThreshold,
  setAllowedEmotes,
  setInterval,
  setThreshold,
} from '@stoa/contract/emotes'
import type { RoomId } from '@stoa/contract/http'
import { type FormEvent, useCallback, useState } from 'react'
import { Button } from '../../components/Button.tsx'
import { Card } from '../../components/Card.tsx'
import { useClient } from '../../components/ClientContext.tsx'
import { Complaint } from '../../components/Complaint.tsx'
import { Field } from '../../components/Field.tsx'
import { Loaded } from '../../components/Loaded.tsx'
import { useQuery } from '../../components/useQuery.ts'
import { useTask } from '../../components/useTask.ts'
import { AllowedField } from './AllowedField.tsx'
import { numberIn, problemsOf, type SettingsDraft } from './settings.ts'

export interface SettingsFormProps {
  /** Without it, of all streams that have none of their own. */
  readonly stream?: RoomId
  readonly title: string
}

/** How moments are found (E3, E4, E6). */
export function SettingsForm({ stream, title }: SettingsFormProps) {
  const client = useClient()
  const [query, again] = useQuery(
    useCallback(async (): Promise<EmoteSettings> => {
      const scope = { query: stream === undefined ? {} : { stream } }
      const [interval, threshold, allowed] = await Promise.all([
        client.call(getInterval, scope),
        client.call(getThreshold, scope),
        client.call(getAllowedEmotes, scope),
      ])
      return { ...interval, ...threshold, ...allowed }
    }, [client, stream]),
  )
  return (
    <Card title={title} hint="In force within two seconds, never in the middle of an evaluation.">
      <Loaded query={query} again={again}>
        {(settings) => <Form stream={stream} settings={settings} onSaved={again} />}
      </Loaded>
    </Card>
  )
}

interface FormProps {
  readonly stream: RoomId | undefined
  readonly settings: EmoteSettings
  readonly onSaved: () => void
}

function Form({ stream, settings, onSaved }: FormProps) {
  const client = useClient()
  const task = useTask()
  const [draft, setDraft] = useState<SettingsDraft>(() => draftOf(settings))
  const [saved, setSaved] = useState(false)
  const problems = problemsOf(draft)
  const change = (next: Partial<SettingsDraft>) => {
    setSaved(false)
    setDraft({ ...draft, ...next })
  }
  const save = (event: FormEvent) => {
    event.preventDefault()
    return task.run(async () => {
      const scope = stream === undefined ? {} : { stream }
      const interval = numberIn(draft.interval)
      const threshold = numberIn(draft.threshold)
      if (interval !== undefined && interval !== settings.interval)
        await client.call(setInterval, { query: scope, body: { interval } })
      if (threshold !== undefined && threshold !== settings.threshold)
        await client.call(setThreshold, { query: scope, body: { threshold } })
      if (draft.allowedEmotes.join(' ') !== settings.allowedEmotes.join(' '))
        await client.call(setAllowedEmotes, {
          query: scope,
          body: { allowedEmotes: [...draft.allowedEmotes] },
        })
      setSaved(true)
      onSaved()
    })
  }
  return (
    <form onSubmit={save} noValidate className="flex flex-col gap-4">
      <div className="grid gap-4 sm:grid-cols-2">
        <Field
          label="Look for moments every so many emotes"
          inputMode="numeric"
          hint="From 1 to 1000. And whenever a minute is over."
          value={draft.interval}
          problem={problems.interval}
          onChange={(event) => change({ interval: event.target.value })}
        />
        <Field
          label="Share that makes a moment"
          inputMode="decimal"
          hint="Above 0 and below 1: 0.3 is three of ten emotes in a minute."
          value={draft.threshold}
          problem={problems.threshold}
          onChange={(event) => change({ threshold: event.target.value })}
        />
      </div>
      <AllowedField
        emotes={draft.allowedEmotes}
        problem={problems.allowedEmotes}
        onChange={(allowedEmotes) => change({ allowedEmotes })}
      />
      <Complaint>{task.fault?.message}</Complaint>
      <div className="flex items-center gap-3">
        <Button type="submit" busy={task.busy} disabled={Object.keys(problems).length > 0}>
          Save
        </Button>
        <p role="status" className="text-ink-soft text-sm">
          {saved && 'Saved.'}
        </p>
      </div>
    </form>
  )
}

function draftOf({ interval, threshold, allowedEmotes }: EmoteSettings): SettingsDraft {
  return { interval: String(interval), threshold: String(threshold), allowedEmotes }
}
