import { classes } from './classes.ts'

export function Skeleton({ className }: { readonly className: string }) {
  return <span aria-hidden className={classes('block animate-pulse-soft rounded-lg bg-sunken', className)} />
}
