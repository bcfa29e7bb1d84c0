import { type Device, listDevices, revokeDevice } from '@stoa/contract/accounts'
import { MonitorSmartphone } from 'lucide-react'
import { useCallback } from 'react'
import { Button } from '../../components/Button.tsx'
import { useClient } from '../../components/ClientContext.tsx'
import { Complaint } from '../../components/Complaint.tsx'
import { Skeleton } from '../../components/Skeleton.tsx'
import { useTimes } from '../../components/TimesContext.tsx'
import { useQuery } from '../../components/useQuery.ts'
import { useTask } from '../../components/useTask.ts'

export function Devices() {
  const client = useClient()
  const [devices, again] = useQuery(useCallback(() => client.call(listDevices), [client]))
  if (devices.status === 'loading') return <Skeleton className="h-16" />
  if (devices.status === 'error') {
    return (
      <div className="flex items-center justify-between gap-3">
        <Complaint>{devices.fault.message}</Complaint>
        <Button look="outline" onClick={again}>
          Try again
        </Button>
      </div>
    )
  }
  return (
    <ul className="flex flex-col gap-3">
      {devices.value.devices.map((device) => (
        <DeviceRow key={device.id} device={device} onRevoked={again} />
      ))}
    </ul>
  )
}

function DeviceRow({ device, onRevoked }: { readonly device: Device; readonly onRevoked: () => void }) {
  const client = useClient()
  const times = useTimes()
  const task = useTask()
  const revoke = async () => {
    if (await task.run(() => client.call(revokeDevice, { params: { device: device.id } }))) onRevoked()
  }
  return (
    <li className="flex items-center gap-3">
      <MonitorSmartphone aria-hidden className="size-5 shrink-0 text-ink-soft" />
      <div className="min-w-0 flex-1">
        <p className="truncate font-medium">{device.name}</p>
        <p className="truncate text-ink-soft text-sm">
          {device.current ? 'This device' : `Used ${times.ago(device.usedAt, Date.now())}`} · {device.address}
        </p>
        <Complaint>{task.fault?.message}</Complaint>
      </div>
      {!device.current && (
        <Button look="outline" busy={task.busy} aria-label={`Sign out ${device.name}`} onClick={revoke}>
          Sign out
        </Button>
      )}
    </li>
  )
}
