import { listDemoAccounts } from '@stoa/contract/accounts'
import type { UserId } from '@stoa/contract/http'
import { useCallback, useState } from 'react'
import { Avatar } from '../../components/Avatar.tsx'
import { useClient } from '../../components/ClientContext.tsx'
import { Complaint } from '../../components/Complaint.tsx'
import { Spinner } from '../../components/Spinner.tsx'
import { useQuery } from '../../components/useQuery.ts'
import { useTask } from '../../components/useTask.ts'

/** One click and in. Shown only where the server offers it. */
export function DemoAccounts() {
  const client = useClient()
  const [accounts] = useQuery(useCallback(() => client.call(listDemoAccounts), [client]))
  const [chosen, setChosen] = useState<UserId>()
  const task = useTask()
  if (accounts.status !== 'ready' || accounts.value.accounts.length === 0) return null
  const enter = (user: UserId) => {
    setChosen(user)
    void task.run(() => client.signInDemo(user))
  }
  return (
    <section aria-labelledby="demo-title">
      <h2 id="demo-title" className="mb-2 text-ink-soft text-sm">
        Or look around as somebody else
      </h2>
      <ul className="grid grid-cols-2 gap-2">
        {accounts.value.accounts.map((one) => (
          <li key={one.id}>
            <button
              type="button"
              disabled={task.busy}
              onClick={() => enter(one.id)}
              className="flex w-full items-center gap-2.5 rounded-2xl border border-line bg-surface p-2.5 text-left hover:bg-raised disabled:opacity-60"
            >
              <Avatar id={one.id} name={one.name} picture={one.picture} size="small" />
              <span className="min-w-0 flex-1 truncate font-medium">{one.name}</span>
              {task.busy && chosen === one.id && <Spinner />}
            </button>
          </li>
        ))}
      </ul>
      <Complaint>{task.fault?.message}</Complaint>
    </section>
  )
}
