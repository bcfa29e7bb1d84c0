import { isEmoji } from '@stoa/contract/http'

/** An emoji as the picker has it. */
export interface EmojiEntry {
  readonly unicode: string
  readonly label: string
  readonly tags: readonly string[]
  /** Number of its group in emojibase. */
  readonly group: number
}

/** Emojibase's groups without 2, which holds parts of emoji that are none by themselves. */
export const emojiGroups = [
  { group: 0, name: 'Smileys' },
  { group: 1, name: 'People' },
  { group: 3, name: 'Animals & nature' },
  { group: 4, name: 'Food & drink' },
  { group: 5, name: 'Travel & places' },
  { group: 6, name: 'Activities' },
  { group: 7, name: 'Objects' },
  { group: 8, name: 'Symbols' },
  { group: 9, name: 'Flags' },
] as const

interface Compact {
  readonly unicode: string
  readonly label: string
  readonly tags?: readonly string[]
  readonly group?: number
  readonly order?: number
}

/** Emojibase's compact list as a picker wants it: in order, and only what the server takes as one emoji (M3). */
function toEmojiEntries(compact: readonly Compact[]): EmojiEntry[] {
  return compact
    .filter((one) => one.group !== undefined && one.group !== 2 && isEmoji(one.unicode))
    .sort((one, other) => (one.order ?? 0) - (other.order ?? 0))
    .map(({ unicode, label, tags, group }) => ({ unicode, label, tags: tags ?? [], group: group ?? 0 }))
}

/** Loads the list, about 30 kB, when first somebody looks for an emoji. */
export async function loadEmoji(): Promise<readonly EmojiEntry[]> {
  const { default: compact } = await import('emojibase-data/en/compact.json')
  return toEmojiEntries(compact)
}

/** Those whose name or tags have every word of the query as a beginning; the best named first. */
export function searchEmoji(list: readonly EmojiEntry[], query: string): EmojiEntry[] {
  const words = query.toLowerCase().split(/\s+/).filter(Boolean)
  if (words.length === 0) return [...list]
  const scored = list.flatMap((entry) => {
    const score = scoreOf(entry, words)
    return score === 0 ? [] : [{ entry, score }]
  })
  return scored.sort((one, other) => other.score - one.score).map(({ entry }) => entry)
}

function scoreOf(entry: EmojiEntry, words: readonly string[]): number {
  const label = entry.label.toLowerCase()
  let score = label === words.join(' ') ? 8 : 1
  for (const word of words) {
    const inLabel = label.split(/[\s-]+/).some((part) => part.startsWith(word))
    const exactTag = entry.tags.includes(word)
    if (!inLabel && !exactTag && !entry.tags.some((tag) => tag.startsWith(word))) return 0
    score += (inLabel ? 2 : 0) + (exactTag ? 3 : 0) + (label.startsWith(word) ? 2 : 0)
  }
  return score
}
