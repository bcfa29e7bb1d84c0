import { classes } from '../../../components/classes.ts'

export function LiveBadge({ className }: { readonly className?: string }) {
  return (
    <span
      className={classes(
        'inline-flex items-center gap-1.5 rounded-full bg-danger px-2.5 py-0.5 font-semibold text-canvas text-xs uppercase tracking-wide',
        className,
      )}
    >
      <span aria-hidden className="size-1.5 animate-pulse-soft rounded-full bg-current" />
      Live
    </span>
  )
}
