import { classes } from './classes.ts'

/** The colonnade. */
export function Logo({ className }: { readonly className?: string }) {
  return (
    <svg
      viewBox="0 0 32 32"
      aria-hidden="true"
      className={classes('text-accent', className)}
      fill="currentColor"
    >
      <path d="M16 3 29 9.6v2.3H3V9.6z" />
      <rect x="5.4" y="13.6" width="3.8" height="11" rx=".8" />
      <rect x="14.1" y="13.6" width="3.8" height="11" rx=".8" />
      <rect x="22.8" y="13.6" width="3.8" height="11" rx=".8" />
      <rect x="3" y="26.2" width="26" height="2.8" rx="1" />
    </svg>
  )
}
