import { changeProfile, type Me } from '@stoa/contract/accounts'
import { type FormEvent, useId, useState } from 'react'
import { Button } from '../../components/Button.tsx'
import { useClient } from '../../components/ClientContext.tsx'
import { Complaint } from '../../components/Complaint.tsx'
import { Field, fieldLook } from '../../components/Field.tsx'
import { useTask } from '../../components/useTask.ts'
import { languagesWith, timeZonesWith } from './choices.ts'

interface Form {
  readonly name: string
  readonly about: string
  readonly timeZone: string
  readonly language: string
  readonly birthDate: string
}

export function ProfileForm({ me }: { readonly me: Me }) {
  const client = useClient()
  const id = useId()
  const task = useTask()
  const [saved, setSaved] = useState(false)
  const [form, setForm] = useState<Form>({
    name: me.name,
    about: me.about,
    timeZone: me.timeZone,
    language: me.language,
    birthDate: me.birthDate ?? '',
  })
  const set = (change: Partial<Form>) => {
    setSaved(false)
    setForm((before) => ({ ...before, ...change }))
  }
  const save = async (event: FormEvent) => {
    event.preventDefault()
    const body = { ...form, birthDate: form.birthDate === '' ? null : form.birthDate }
    setSaved(await task.run(() => client.call(changeProfile, { body })))
  }
  return (
    <form onSubmit={save} className="flex flex-col gap-4">
      <Field
        label="Name"
        required
        maxLength={80}
        autoComplete="name"
        value={form.name}
        onChange={(event) => set({ name: event.target.value })}
      />
      <div className="flex flex-col gap-1.5">
        <label htmlFor={`${id}-about`} className="font-medium text-sm">
          About
        </label>
        <textarea
          id={`${id}-about`}
          rows={3}
          maxLength={500}
          value={form.about}
          onChange={(event) => set({ about: event.target.value })}
          className={fieldLook}
        />
      </div>
      <div className="grid gap-4 sm:grid-cols-2">
        <Choice
          label="Time zone"
          value={form.timeZone}
          choices={timeZonesWith(form.timeZone)}
          onChange={(timeZone) => set({ timeZone })}
        />
        <Choice
          label="Language"
          value={form.language}
          choices={languagesWith(form.language)}
          onChange={(language) => set({ language })}
        />
        <Field
          label="Birth date"
          hint="Only you see it. Accounts are for people of 13 and over."
          type="date"
          min="1900-01-01"
          max={new Date().toLocaleDateString('sv')}
          autoComplete="bday"
          value={form.birthDate}
          onChange={(event) => set({ birthDate: event.target.value })}
        />
      </div>
      <Complaint>{task.fault?.message}</Complaint>
      <div className="flex items-center gap-3">
        <Button type="submit" busy={task.busy}>
          Save
        </Button>
        <span role="status" className="text-ink-soft text-sm">
          {saved && 'Saved.'}
        </span>
      </div>
    </form>
  )
}

interface ChoiceProps {
  readonly label: string
  readonly value: string
  readonly choices: ReadonlyArray<readonly [value: string, name: string]>
  readonly onChange: (value: string) => void
}

function Choice({ label, value, choices, onChange }: ChoiceProps) {
  const id = useId()
  return (
    <div className="flex min-w-0 flex-col gap-1.5">
      <label htmlFor={id} className="font-medium text-sm">
        {label}
      </label>
      <select id={id} value={value} onChange={(event) => onChange(event.target.value)} className={fieldLook}>
        {choices.map(([one, name]) => (
          <option key={one} value={one}>
            {name}
          </option>
        ))}
      </select>
    </div>
  )
}
