import type { LiveMessage } from '@stoa/client'
import { Check, CheckCheck, CircleAlert, Clock3 } from 'lucide-react'
import { classes } from '../../../components/classes.ts'

const faces = {
  waiting: [Clock3, 'Waiting to be sent'],
  sent: [Check, 'Sent'],
  delivered: [CheckCheck, 'Delivered'],
  read: [CheckCheck, 'Read'],
  failed: [CircleAlert, 'Not sent'],
} as const

/** How far an own message has got. */
export function Ticks({ state }: { readonly state: LiveMessage['state'] }) {
  const [Icon, label] = faces[state]
  return (
    <span role="img" aria-label={label} title={label} data-state={state}>
      <Icon
        aria-hidden
        strokeWidth={state === 'read' ? 2.75 : 2}
        className={classes(
          'size-3.5',
          state === 'read' && 'text-accent',
          state === 'failed' && 'text-danger',
        )}
      />
    </span>
  )
}
