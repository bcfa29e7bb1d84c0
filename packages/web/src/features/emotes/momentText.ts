import type { LiveMoment } from '@stoa/client/streaming'

/** In words: who loved what. */
export function momentText({ emote, count, people, ratio }: LiveMoment): string {
  const share = Math.round(ratio * 100)
  const who = people >= 10 ? '10 people or more' : people === 1 ? '1 person' : `${people} people`
  return `${emote} ${count} times by ${who}, ${share} % of all emotes`
}
