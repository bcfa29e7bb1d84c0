import { lazily } from './lazily.ts'

/** One RGI emoji, whole, as Unicode recommends for interchange (UTS #51). With the flag `v`. */
export const emojiPattern = String.raw`^\p{RGI_Emoji}$`

const whole = lazily(emojiPattern, 'v')

/** Is it one emoji, whole, and nothing else? */
export function isEmoji(text: string): boolean {
  return whole().test(text)
}
