import { classes } from './classes.ts'

export function Skeleton({ className }: { readonly className: string }) {
  const shape = className.includes('rounded') ? '' : 'rounded-lg'
  return <span aria-hidden className={classes('block animate-pulse-soft bg-sunken', shape, className)} />
}
