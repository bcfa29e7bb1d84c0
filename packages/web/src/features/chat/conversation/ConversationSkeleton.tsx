import { Skeleton } from '../../../components/Skeleton.tsx'

const bubbles = [
  ['self-start', 'w-2/5', 'h-10'],
  ['self-start', 'w-3/5', 'h-16'],
  ['self-end', 'w-1/3', 'h-10'],
  ['self-start', 'w-1/2', 'h-10'],
  ['self-end', 'w-1/2', 'h-20'],
] as const

export function ConversationSkeleton() {
  return (
    <div aria-busy="true" className="mx-auto flex w-full max-w-3xl flex-1 flex-col justify-end gap-3 p-5">
      <span className="sr-only">Loading messages…</span>
      {bubbles.map(([side, width, height]) => (
        <Skeleton key={`${side} ${width} ${height}`} className={`${side} ${width} ${height} rounded-2xl`} />
      ))}
    </div>
  )
}
