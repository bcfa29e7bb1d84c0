import { CircleAlert } from 'lucide-react'
import { type KeyboardEvent, useMemo, useRef, useState } from 'react'
import { VList, type VListHandle } from 'virtua'
import { Notice } from '../../../components/Notice.tsx'
import { Skeleton } from '../../../components/Skeleton.tsx'
import { type EmojiEntry, emojiGroups, searchEmoji } from './emoji.ts'
import { useEmoji } from './useEmoji.ts'

const columns = 8

type Line =
  | { readonly kind: 'title'; readonly title: string }
  | { readonly kind: 'emoji'; readonly from: number; readonly entries: readonly EmojiEntry[] }

/** A grid of emoji with search; arrow keys move, Enter picks. */
export function EmojiPicker({ onPick }: { readonly onPick: (emoji: string) => void }) {
  const emoji = useEmoji()
  const [query, setQuery] = useState('')
  const [active, setActive] = useState(0)
  const list = useRef<VListHandle>(null)
  const all = emoji.status === 'ready' ? emoji.value : undefined
  const { lines, flat } = useMemo(() => linesOf(all ?? [], query), [all, query])
  const current = flat[Math.min(active, flat.length - 1)]

  const onKeyDown = (event: KeyboardEvent) => {
    const step = { ArrowRight: 1, ArrowLeft: -1, ArrowDown: columns, ArrowUp: -columns }[event.key]
    if (event.key === 'Enter' && current !== undefined && !event.nativeEvent.isComposing) {
      event.preventDefault()
      onPick(current.unicode)
    }
    if (step === undefined || (query === '' && active === 0 && event.key === 'ArrowLeft')) return
    event.preventDefault()
    const next = Math.max(0, Math.min(active + step, flat.length - 1))
    setActive(next)
    const line = lines.findIndex((one) => one.kind === 'emoji' && next < one.from + one.entries.length)
    if (line !== -1) list.current?.scrollToIndex(line, { align: 'nearest' })
  }

  if (emoji.status === 'error') {
    return (
      <Notice icon={CircleAlert} title="The emoji could not be loaded">
        {emoji.fault.message}
      </Notice>
    )
  }
  return (
    <div className="flex w-[min(19.5rem,calc(100vw-2rem))] flex-col gap-2 p-3">
      <input
        type="search"
        aria-label="Search emoji"
        placeholder="Search emoji"
        aria-describedby="emoji-current"
        value={query}
        onChange={(event) => {
          setQuery(event.target.value)
          setActive(0)
        }}
        onKeyDown={onKeyDown}
        className="h-9 rounded-xl bg-sunken px-3 text-base outline-offset-0 sm:text-sm"
      />
      {all === undefined ? (
        <Skeleton className="h-64" />
      ) : (
        <div className="h-64">
          {flat.length === 0 && <p className="py-8 text-center text-ink-soft text-sm">No emoji matches.</p>}
          <VList ref={list} data={lines} tabIndex={-1}>
            {(line) =>
              line.kind === 'title' ? (
                <div key={line.title} className="pt-2 pb-1 font-medium text-ink-soft text-xs">
                  {line.title}
                </div>
              ) : (
                <div key={line.from} className="flex">
                  {line.entries.map((entry, index) => (
                    <button
                      key={entry.unicode}
                      type="button"
                      tabIndex={-1}
                      aria-label={entry.label}
                      title={entry.label}
                      data-active={line.from + index === active}
                      onClick={() => onPick(entry.unicode)}
                      className="grid h-9 w-1/8 place-items-center rounded-lg text-[1.375rem] hover:bg-sunken data-[active=true]:bg-accent-soft"
                    >
                      {entry.unicode}
                    </button>
                  ))}
                </div>
              )
            }
          </VList>
        </div>
      )}
      <div id="emoji-current" aria-live="polite" className="h-5 truncate text-ink-soft text-xs">
        {current?.label}
      </div>
    </div>
  )
}

function linesOf(all: readonly EmojiEntry[], query: string): { lines: Line[]; flat: readonly EmojiEntry[] } {
  if (query.trim() !== '') {
    const flat = searchEmoji(all, query)
    return { flat, lines: linesFrom(flat, 0) }
  }
  const flat: EmojiEntry[] = []
  const lines: Line[] = []
  for (const { group, name } of emojiGroups) {
    const entries = all.filter((one) => one.group === group)
    lines.push({ kind: 'title', title: name }, ...linesFrom(entries, flat.length))
    flat.push(...entries)
  }
  return { flat, lines }
}

function linesFrom(entries: readonly EmojiEntry[], offset: number): Line[] {
  return Array.from({ length: Math.ceil(entries.length / columns) }, (_, row) => ({
    kind: 'emoji' as const,
    from: offset + row * columns,
    entries: entries.slice(row * columns, (row + 1) * columns),
  }))
}
