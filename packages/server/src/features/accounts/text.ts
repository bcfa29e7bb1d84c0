/** Without control characters but line breaks and tabs, and without halves of surrogate pairs: PostgreSQL holds neither NUL nor halves. */
export function withoutControls(text: string): string {
  return text.replaceAll(/[^\P{Cc}\n\t]|\p{Cs}/gu, '').trim()
}

/** The same, on one line. */
export function oneLine(text: string): string {
  return text.replaceAll(/[\p{Cc}\u2028\u2029]+/gu, ' ').trim()
}
