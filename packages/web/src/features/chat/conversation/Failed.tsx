import type { LiveMessage } from '@stoa/client'
import { useScope } from './ConversationContext.tsx'

/** Below a message the server refused: why, and what can be done. */
export function Failed({ item }: { readonly item: LiveMessage }) {
  const { opened } = useScope()
  const { clientId, fault } = item
  if (clientId === null) return null
  const link = 'rounded font-medium underline'
  return (
    <div className="mt-1 flex flex-wrap items-center justify-end gap-x-3 text-danger text-sm">
      <span>Not sent. {fault?.message}</span>
      <button type="button" className={link} onClick={() => opened.retry(clientId)}>
        Try again
      </button>
      <button type="button" className={link} onClick={() => opened.discard(clientId)}>
        Discard
      </button>
    </div>
  )
}
