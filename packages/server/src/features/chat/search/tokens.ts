import { lazily } from '@stoa/contract/http'

/**
 * - `word`: letters and digits of a script that parts its words; found by its beginning.
 * - `run`: a stretch of a script that does not, such as Chinese, Japanese or Thai, and Korean, whose words carry endings;
 *   found anywhere.
 * - `emoji`: found whole.
 */
export interface Token {
  readonly kind: 'word' | 'run' | 'emoji'
  readonly text: string
  /** Where it begins in the comparable text. */
  readonly index: number
}

const tokens = lazily(
  String.raw`(?<emoji>\p{RGI_Emoji}|\p{Extended_Pictographic})|(?<run>[[\p{L}\p{N}\p{M}]&&[\p{scx=Han}\p{scx=Hira}\p{scx=Kana}\p{scx=Bopo}\p{scx=Hang}\p{scx=Thai}\p{scx=Laoo}\p{scx=Khmr}\p{scx=Mymr}]]+)|(?<word>[[\p{L}\p{N}\p{M}]--[\p{scx=Han}\p{scx=Hira}\p{scx=Kana}\p{scx=Bopo}\p{scx=Hang}\p{scx=Thai}\p{scx=Laoo}\p{scx=Khmr}\p{scx=Mymr}]]+)`,
  'gv',
)

/** The tokens of a comparable text; what is neither letter, digit nor emoji only parts them. */
export function* tokenise(comparable: string): Generator<Token> {
  for (const { 0: text, index, groups } of comparable.matchAll(tokens())) {
    const kind = groups?.['emoji'] !== undefined ? 'emoji' : groups?.['run'] !== undefined ? 'run' : 'word'
    yield { kind, text, index }
  }
}
