import { useCallback } from 'react'
import { type Query, useQuery } from '../../../components/useQuery.ts'
import { type EmojiEntry, loadEmoji } from './emoji.ts'

/** The emoji list, loaded when first shown; the browser keeps the module after that. */
export function useEmoji(): Query<readonly EmojiEntry[]> {
  return useQuery(useCallback(() => loadEmoji(), []))[0]
}
