import { Logo } from '../../components/Logo.tsx'

/** The right side of wide screens while no conversation is open. */
export function NoRoom() {
  return (
    <div className="m-auto flex max-w-xs flex-col items-center gap-4 p-6 text-center text-ink-soft">
      <h1 className="sr-only">No conversation chosen</h1>
      <Logo className="size-14 opacity-30" />
      <p>
        Choose a conversation, or press{' '}
        <kbd className="rounded-md border border-line-strong/50 bg-raised px-1.5 font-mono text-xs">n</kbd> to
        begin one.
      </p>
    </div>
  )
}
