import { isEmoji, lazily } from '@stoa/contract/http'

/** Text in the form in which spellings that a searcher takes for the same are equal, with the way back. */
export interface Comparable {
  readonly text: string
  /** Where in the original, in UTF-16 units, the character that unit `index` of `text` came from begins … */
  start(index: number): number
  /** … and ends. */
  end(index: number): number
}

/**
 * A character, or a mark without one, with the marks on it and what cannot be seen among them; emoji and runs of Hangul letters whole,
 * since they compose across characters.
 */
const clusters = lazily(
  String.raw`\p{RGI_Emoji}|\p{Extended_Pictographic}|[\p{Script=Hangul}--[가-힣]][[\p{Script=Hangul}\p{M}\p{Default_Ignorable_Code_Point}\uff9e\uff9f]--[가-힣\u200b]]*|.[[\p{M}\p{Default_Ignorable_Code_Point}\uff9e\uff9f]--\u200b]*`,
  'gsv',
)

/**
 * Marks that people leave out when they type: accents, and the vowel points of Arabic and Hebrew. Those of Indic scripts and
 * Thai are letters to their readers, and the Japanese voicing marks (U+3099, U+309A) make other syllables: they stay.
 */
const leftOut = /[[\p{M}&&[\p{Script=Inherited}\p{Script=Arabic}\p{Script=Hebrew}]]--[\u3099\u309a]]|\u0640/gv
const invisible = /\p{Default_Ignorable_Code_Point}/gu
const pictograph = /^\p{Extended_Pictographic}$/u
const ascii = /^[\0-\x7f]*$/
/** Letters that people spell in ASCII though Unicode does not take them apart; final sigma is a sigma. */
const spelled: ReadonlyMap<string, string> = new Map(
  Object.entries({
    ß: 'ss',
    æ: 'ae',
    œ: 'oe',
    ø: 'o',
    ł: 'l',
    đ: 'd',
    ð: 'd',
    þ: 'th',
    ħ: 'h',
    ı: 'i',
    ς: 'σ',
  }),
)

/** NFKC, lower-case, without accents (M6). */
export function toComparable(text: string): Comparable {
  if (ascii.test(text))
    return { text: text.toLowerCase(), start: (index) => index, end: (index) => index + 1 }
  const starts: number[] = []
  const ends: number[] = []
  let result = ''
  for (const { 0: cluster, index } of text.matchAll(clusters())) {
    const plain = comparableCluster(cluster)
    result += plain
    for (let unit = 0; unit < plain.length; unit++) {
      starts.push(index)
      ends.push(index + cluster.length)
    }
  }
  return {
    text: result,
    start: (index) => starts[index] ?? text.length,
    end: (index) => ends[index] ?? text.length,
  }
}

function comparableCluster(cluster: string): string {
  if (cluster.length === 1 && cluster < '\x80') return cluster.toLowerCase()
  if (isPictograph(cluster)) return withPresentation(cluster)
  // A zero-width space parts words where no other space is written.
  if (cluster === '\u200b') return ' '
  const plain = cluster
    .normalize('NFKD')
    .replace(leftOut, '')
    .replace(invisible, '')
    .normalize('NFKC')
    .toLowerCase()
  // What is left of ↮ without its stroke.
  if (isPictograph(plain)) return withPresentation(plain)
  return plain.replace(/./gsu, (letter) => spelled.get(letter) ?? letter)
}

/** ❤ and ❤️ are one emoji, written without and with the selector that asks for colour. */
function withPresentation(symbol: string): string {
  return isEmoji(`${symbol}\ufe0f`) ? `${symbol}\ufe0f` : symbol
}

function isPictograph(text: string): boolean {
  return pictograph.test(text) || isEmoji(text)
}
