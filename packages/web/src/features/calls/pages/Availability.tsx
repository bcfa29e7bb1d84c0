import type { Creator } from '@stoa/contract/calls'
import { classes } from '../../../components/classes.ts'

const looks = {
  online: ['Available', 'bg-online'],
  busy: ['In a call', 'bg-warn'],
  offline: ['Not available', 'bg-line-strong'],
} as const

export function Availability({ availability }: Pick<Creator, 'availability'>) {
  const [text, colour] = looks[availability]
  return (
    <span className="inline-flex items-center gap-1.5 text-sm">
      <span aria-hidden className={classes('size-2.5 rounded-full', colour)} />
      {text}
    </span>
  )
}
