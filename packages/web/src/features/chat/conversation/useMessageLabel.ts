import type { LiveMessage } from '@stoa/client'
import { useMemo } from 'react'
import { useTimes } from '../../../components/TimesContext.tsx'
import { plainText } from '../markdown/parse.ts'

/** How a message is read aloud. */
export function useMessageLabel(item: LiveMessage, name: string): string {
  const times = useTimes()
  const text = useMemo(() => plainText(item.text), [item.text])
  return [
    `${name}: ${item.deleted ? 'message deleted' : text}`,
    times.clock(item.at),
    item.editedAt !== null && 'edited',
    item.state === 'waiting' && 'waiting to be sent',
    item.state === 'failed' && 'not sent',
  ]
    .filter((part) => part !== false)
    .join(', ')
}
