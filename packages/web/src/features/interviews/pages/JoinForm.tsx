import type { Me } from '@stoa/contract/accounts'
import { Fault, type RoomId } from '@stoa/contract/http'
import { joinSession } from '@stoa/contract/interviews'
import { type FormEvent, useState } from 'react'
import { Button } from '../../../components/Button.tsx'
import { useClient } from '../../../components/ClientContext.tsx'
import { Complaint } from '../../../components/Complaint.tsx'
import { Field } from '../../../components/Field.tsx'
import { focusFirst } from '../../../components/focusFirst.ts'
import { useTask } from '../../../components/useTask.ts'
import { problemOf } from '../session/faults.ts'

export interface Joining {
  readonly session: RoomId
  readonly code: string
  readonly onJoined: () => void
  readonly onRefused: (why: 'wrong' | 'ended') => void
}

export interface JoinFormProps {
  readonly joining: Joining
  /** Who is signed in here, if anybody is. */
  readonly me: Me | undefined
}

/** Asks for a name where nobody is signed in, and comes in. */
export function JoinForm({ joining, me }: JoinFormProps) {
  const { session, code, onJoined, onRefused } = joining
  const client = useClient()
  const [name, setName] = useState('')
  const task = useTask()
  const join = (event: FormEvent) => {
    event.preventDefault()
    return task.run(async () => {
      try {
        const body = me === undefined ? { code, name: name.trim() } : { code }
        const reply = await client.call(joinSession, { params: { session }, body })
        if (reply.signedIn !== null) await client.enter(reply.signedIn)
        onJoined()
      } catch (error) {
        const fault = error instanceof Fault ? error.code : undefined
        if (fault === 'GONE') onRefused('ended')
        else if (fault === 'NOT_FOUND') onRefused('wrong')
        else throw error
      }
    })
  }
  return (
    <form onSubmit={join} className="flex flex-col gap-4">
      {me === undefined ? (
        <>
          <p className="text-ink-soft">You need no account, only a name that the others see.</p>
          <Field
            ref={focusFirst}
            label="Your name"
            required
            maxLength={80}
            autoComplete="name"
            value={name}
            onChange={(event) => setName(event.target.value)}
          />
        </>
      ) : (
        <p className="text-ink-soft">
          You come in as <strong className="text-ink">{me.name}</strong>.
        </p>
      )}
      <Complaint>{task.fault && problemOf(task.fault)}</Complaint>
      <Button type="submit" busy={task.busy} disabled={me === undefined && name.trim() === ''}>
        Join
      </Button>
      {me === undefined && (
        <p className="text-ink-soft text-sm">
          What you write can be replayed by the interviewers afterwards.
        </p>
      )}
    </form>
  )
}
