import { useSyncExternalStore } from 'react'
import type { Player, Playing } from './engine/player.ts'

/**
 * What `select` makes of the time that is shown. The component renders again only when that is another value, so that it may be
 * asked at every picture.
 */
export function useMoment<T>(player: Player, select: (playing: Playing) => T): T {
  return useSyncExternalStore(player.subscribe, () => select(player.get()))
}
