import { oneLine } from '../text.ts'

/** What to call someone until they say: `ada.lovelace+lists@…` is Ada Lovelace. */
export function nameFromEmail(email: string): string {
  const local = email.slice(0, email.lastIndexOf('@')).split('+', 1)[0] ?? ''
  const words = oneLine(local.replaceAll(/[._-]+/g, ' '))
  const name = words.replaceAll(
    /(^|\s)(\p{L})/gu,
    (_, before: string, letter: string) => before + letter.toUpperCase(),
  )
  return name.slice(0, 80) || 'Someone'
}
