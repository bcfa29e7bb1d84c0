/** Hues that are told apart, for as many emotes as a chart can show. */
const hues = [250, 35, 150, 320, 85, 200, 10, 285, 120, 60]

/** Of the emote at this place; as a canvas and a style sheet both take it. */
export function colourOf(place: number): string {
  return `oklch(0.7 0.14 ${hues[place % hues.length]})`
}
