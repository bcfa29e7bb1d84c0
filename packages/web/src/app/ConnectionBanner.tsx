import { CloudOff, LoaderCircle, RefreshCw } from 'lucide-react'
import { useSyncExternalStore } from 'react'
import { useClient, useStore } from '../components/ClientContext.tsx'
import { useNow } from '../components/useNow.ts'
import { useSettled } from './useSettled.ts'

/** A thin line, only while something is not as it should be: what is wrong and what waits because of it. */
export function ConnectionBanner() {
  const client = useClient()
  const connection = useStore(client.connection)
  const { waiting } = useStore(client.outbox)
  const networked = useSyncExternalStore(watchNetwork, () => navigator.onLine)
  const status = networked ? connection.status : 'offline'
  // A blink of a reconnection is nobody's business.
  const shown = useSettled(status, status === 'online' || status === 'offline' ? 0 : 800)
  if (shown === 'online' || shown === 'idle') return <div role="status" className="sr-only" />
  return (
    <div
      role="status"
      className="flex min-h-8 animate-rise items-center justify-center gap-2 bg-warn-soft px-3 py-1 text-center text-sm text-warn"
    >
      {shown === 'connecting' && <LoaderCircle aria-hidden className="size-4 shrink-0 animate-spin" />}
      {shown === 'waiting' && <RefreshCw aria-hidden className="size-4 shrink-0" />}
      {shown === 'offline' && <CloudOff aria-hidden className="size-4 shrink-0" />}
      <span>
        {shown === 'connecting' && 'Connecting…'}
        {shown === 'offline' && 'You are offline.'}
        {shown === 'waiting' && (
          <>
            Not connected. <Countdown until={connection.status === 'waiting' ? connection.retryAt : 0} />
          </>
        )}
        {waiting > 0 && ` ${waiting === 1 ? '1 message waits' : `${waiting} messages wait`} to be sent.`}
      </span>
    </div>
  )
}

function Countdown({ until }: { readonly until: number }) {
  const seconds = Math.max(0, Math.ceil((until - useNow(1000)) / 1000))
  const left = seconds < 100 ? `${seconds} s` : `${Math.ceil(seconds / 60)} min`
  return <span aria-live="off">{seconds === 0 ? 'Trying again now…' : `Trying again in ${left}.`}</span>
}

function watchNetwork(listener: () => void): () => void {
  window.addEventListener('online', listener)
  window.addEventListener('offline', listener)
  return () => {
    window.removeEventListener('online', listener)
    window.removeEventListener('offline', listener)
  }
}
