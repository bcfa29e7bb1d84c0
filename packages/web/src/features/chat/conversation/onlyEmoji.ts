import { lazily } from '@stoa/contract/http'

const few = lazily(String.raw`^(?:\p{RGI_Emoji}\s*){1,3}$`, 'v')

/** Is the text one to three emoji and nothing else? Such messages are shown large. */
export function isOnlyEmoji(text: string): boolean {
  return text.length < 100 && few().test(text.trim())
}
