import { BellOff, BellRing } from 'lucide-react'
import { useCallback } from 'react'
import { Button } from '../../../components/Button.tsx'
import { useClient } from '../../../components/ClientContext.tsx'
import { Complaint } from '../../../components/Complaint.tsx'
import { Loaded } from '../../../components/Loaded.tsx'
import { useMe } from '../../../components/people.ts'
import { useQuery } from '../../../components/useQuery.ts'
import { useTask } from '../../../components/useTask.ts'
import { type PushState, pushState, turnPushOff, turnPushOn } from './subscription.ts'

const texts: Readonly<Record<PushState, string>> = {
  on: 'This browser shows a notification when somebody calls and Stoa is not open.',
  off: 'Calls ring here only while Stoa is open.',
  denied:
    'Your browser blocks notifications of this page. Allow them beside the address or in its settings, then come back.',
  unsupported:
    'This browser cannot be told of calls while Stoa is closed. On an iPhone or iPad, add Stoa to the home screen first; elsewhere the page needs https.',
}

/** Ringing by push on this device, as it really is. */
export function PushSettings() {
  const client = useClient()
  const me = useMe()
  const task = useTask()
  const [state, again] = useQuery(useCallback(() => pushState(me.id), [me.id]))
  const change = async (on: boolean) => {
    await task.run(() => (on ? turnPushOn(client, me.id) : turnPushOff(client, me.id)))
    again()
  }
  return (
    <Loaded query={state} again={again}>
      {(now) => (
        <div className="flex flex-col items-start gap-3">
          <p role="status">{texts[now]}</p>
          {now === 'off' && (
            <Button busy={task.busy} onClick={() => void change(true)}>
              <BellRing aria-hidden className="size-4.5" /> Notify me of calls
            </Button>
          )}
          {now === 'on' && (
            <Button look="outline" busy={task.busy} onClick={() => void change(false)}>
              <BellOff aria-hidden className="size-4.5" /> Stop notifying me
            </Button>
          )}
          {task.fault !== undefined && (
            <Complaint>
              {task.fault.code === 'UNAVAILABLE'
                ? 'The browser’s push service could not be reached. Try again later.'
                : task.fault.message}
            </Complaint>
          )}
        </div>
      )}
    </Loaded>
  )
}
