import { type Cell, cell } from '../../calls/session/cell.ts'

/** What one hears of a stream. */
export interface Sound {
  readonly muted: boolean
  /** 0 to 1 */
  readonly volume: number
  /** The browser plays it only without sound until the person asks for it. */
  readonly blocked: boolean
}

export type SoundStore = Cell<Sound>

export function createSound(): SoundStore {
  return cell<Sound>({ muted: false, volume: 1, blocked: false })
}

/** For pictures that are never to be heard here. */
export function createSilence(): SoundStore {
  return cell<Sound>({ muted: true, volume: 1, blocked: false })
}
