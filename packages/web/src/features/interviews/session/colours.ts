import type { UserId } from '@stoa/contract/http'
import type { InterviewSession } from '@stoa/contract/interviews'

/** Somebody's colour in a session, and one that text on it can have. Both know the light and the dark theme. */
export interface Colour {
  readonly colour: string
  readonly onColour: string
}

/** Far from each other for those who come first; later ones repeat. */
const hues = [250, 30, 150, 320, 85, 195, 285, 0]

/** The same on every screen, also after somebody has left: by who joined when. */
export function coloursOf({
  participants,
  left,
}: Pick<InterviewSession, 'participants' | 'left'>): Map<UserId, Colour> {
  const byTime = [...participants, ...left].toSorted(
    (one, other) => one.joinedAt - other.joinedAt || one.user.localeCompare(other.user),
  )
  return new Map(byTime.map(({ user }, index) => [user, colourAt(hues[index % hues.length] ?? 0)]))
}

function colourAt(hue: number): Colour {
  return {
    colour: `light-dark(oklch(0.5 0.14 ${hue}), oklch(0.8 0.11 ${hue}))`,
    onColour: 'light-dark(#ffffff, #121416)',
  }
}

export const noColour: Colour = { colour: 'var(--line-strong)', onColour: 'var(--canvas)' }
