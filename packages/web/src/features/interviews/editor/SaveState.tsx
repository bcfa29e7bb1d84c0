import type { OpenDocument } from '@stoa/client/interviews'
import { Check, CircleAlert, CloudOff, LoaderCircle } from 'lucide-react'
import { useClient, useStore } from '../../../components/ClientContext.tsx'

/** Whether what was written here is durable on the server (P2). */
export function SaveState({ document }: { readonly document: OpenDocument }) {
  const { saved, fault } = useStore(document.status)
  const online = useStore(useClient().connection).status === 'online'
  const [Icon, text] = saved
    ? ([Check, 'Saved'] as const)
    : fault !== undefined
      ? ([CircleAlert, `Not saved. ${fault.message}`] as const)
      : online
        ? ([LoaderCircle, 'Saving…'] as const)
        : ([CloudOff, 'Offline: kept on this device'] as const)
  return (
    <span className="flex min-w-0 items-center gap-1.5" data-saved={saved}>
      <Icon aria-hidden className="size-3.5 shrink-0" />
      <span className="truncate">{text}</span>
    </span>
  )
}
