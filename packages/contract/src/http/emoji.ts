let whole: RegExp | undefined

/**
 * Is it one RGI emoji, whole, as Unicode recommends for interchange (UTS #51), and nothing else? The set is built when first it is asked for, from
 * text and not by a literal, which would be checked with the file: that takes 30 ms of a start, and four times as long on a phone.
 */
export function isEmoji(text: string): boolean {
  whole ??= /^\p{RGI_Emoji}$/v
  return whole.test(text)
}
