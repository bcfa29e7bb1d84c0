import * as z from 'zod'

/** Something a person can see: not only white space, control and format characters such as zero-width spaces. */
export function isVisible(text: string): boolean {
  return /[^\p{White_Space}\p{Cc}\p{Cf}\p{Cs}]/u.test(text)
}

/** Without characters that turn the direction of what follows: a name must not rewrite the line it stands in. */
export function keepsDirection(text: string): boolean {
  return !/[\u202a-\u202e\u2066-\u2069]/u.test(text)
}

/** Without control characters and halves of surrogate pairs: one line. */
export function isPlain(text: string): boolean {
  return !/[\p{Cc}\p{Cs}]/u.test(text)
}

/** Without NUL and halves of surrogate pairs, which no database holds: text of several lines. */
export function isStorable(text: string): boolean {
  return !/[\0\p{Cs}]/u.test(text)
}

/** What text of a request begins with that may reach a database: one refuses NUL, and the request would fail as our own mistake. */
export const Text = z.string().refine(isStorable, 'must not hold what cannot be stored')
