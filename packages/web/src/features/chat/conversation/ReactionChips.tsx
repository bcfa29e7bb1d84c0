import type { LiveMessage } from '@stoa/client'
import { useMemo } from 'react'
import { classes } from '../../../components/classes.ts'
import { useMe } from '../../../components/people.ts'
import { useNames } from '../rooms/useNames.ts'
import { useScope } from './ConversationContext.tsx'
import { chipsOf, type ReactionChip } from './reactions.ts'

export function ReactionChips({ item }: { readonly item: LiveMessage }) {
  const me = useMe()
  const chips = useMemo(() => chipsOf(item.reactions, me.id), [item.reactions, me.id])
  if (chips.length === 0) return null
  return (
    <div className="-mt-0.5 mb-1 flex flex-wrap gap-1 px-1.5">
      {chips.map((chip) => (
        <Chip key={chip.emoji} chip={chip} item={item} />
      ))}
    </div>
  )
}

function Chip({ chip, item }: { readonly chip: ReactionChip; readonly item: LiveMessage }) {
  const { actions } = useScope()
  const names = useNames(chip.by)
  return (
    <button
      type="button"
      tabIndex={-1}
      aria-pressed={chip.own}
      aria-label={`${chip.emoji} by ${names}`}
      title={names}
      onClick={() => actions.react(item, chip.emoji)}
      className={classes(
        'inline-flex h-7 items-center gap-1 rounded-full border px-2 text-sm transition-colors',
        chip.own ? 'border-accent bg-accent-soft' : 'border-line bg-surface hover:bg-raised',
      )}
    >
      <span>{chip.emoji}</span>
      {chip.by.length > 1 && (
        <span className="font-medium text-ink-soft text-xs tabular-nums">{chip.by.length}</span>
      )}
    </button>
  )
}
