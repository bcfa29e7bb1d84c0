import type { Creator } from '@stoa/contract/calls'
import { Star } from 'lucide-react'

export function Rating({ rating, ratings }: Pick<Creator, 'rating' | 'ratings'>) {
  if (rating === null) return null
  return (
    <span className="inline-flex items-center gap-1 text-ink-soft text-sm">
      <Star aria-hidden className="size-3.5 fill-current" />
      {rating.toFixed(1)}
      <span className="sr-only"> of 5 stars,</span> ({ratings})
    </span>
  )
}
