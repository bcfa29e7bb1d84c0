/** Is the text one to three emoji and nothing else? Such messages are shown large. */
export function isOnlyEmoji(text: string): boolean {
  return text.length < 100 && /^(?:\p{RGI_Emoji}\s*){1,3}$/v.test(text.trim())
}
