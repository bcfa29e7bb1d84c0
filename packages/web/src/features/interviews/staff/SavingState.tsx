import { useClient, useStore } from '../../../components/ClientContext.tsx'
import type { Saving } from './autosave.ts'

/** Says whether what was written is durable, and nothing that is not so. */
export function SavingState({ saving, onRetry }: { readonly saving: Saving; readonly onRetry: () => void }) {
  const online = useStore(useClient().connection).status === 'online'
  if (saving.status === 'failed') {
    return (
      <p role="alert" className="text-danger text-sm">
        Not saved: {saving.fault.message}{' '}
        <button type="button" onClick={onRetry} className="rounded font-medium underline">
          Try again
        </button>
      </p>
    )
  }
  return (
    <p role="status" className="text-ink-soft text-sm" data-saving={saving.status}>
      {saving.status === 'saved' && 'Saved'}
      {saving.status === 'changed' && 'Not saved yet'}
      {saving.status === 'saving' && (online ? 'Saving…' : 'Offline: will be saved on return')}
    </p>
  )
}
