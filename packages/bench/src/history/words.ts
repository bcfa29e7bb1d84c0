const syllables = [
  'ka',
  'lo',
  'mi',
  'ren',
  'to',
  'sa',
  'vel',
  'ni',
  'dor',
  'pe',
  'ta',
  'shu',
  'gar',
  'li',
  'bo',
  'qui',
]
const han = [...'今日天気良山川海空風花月夜朝道人心时间工作城市音乐电影明后左右东西南北']

/** How many words the made-up language has. */
const vocabulary = 20_000
/** In every so many messages. */
export const rareEvery = 3000
export const rare = 'zephyrine'
const cjkEvery = 50
/** A pair of characters that is in every so many of those in Chinese characters. */
export const cjkPair = '电影'

function wordOf(number: number): string {
  let word = ''
  for (let rest = number + syllables.length; rest > 0; rest = Math.floor(rest / syllables.length))
    word += syllables[rest % syllables.length]
  return word
}

/** The commonest word, in about every second message. */
export const common = wordOf(0)
/** The beginning of many words, none of them among the commonest. */
export const prefix = wordOf(700).slice(0, 5)

/**
 * The text of the nth message. Words come by Zipf's law, as in any language: the commonest in every second message, most of
 * them almost never.
 */
export function textOf(n: number, random: () => number): string {
  if (n % rareEvery === rareEvery >> 1) return `${sentence(random)} ${rare} ${sentence(random)}`
  if (n % cjkEvery === 7) return hanSentence(random)
  return sentence(random)
}

function sentence(random: () => number): string {
  const words = Array.from({ length: 4 + Math.floor(random() * 12) }, () =>
    // The rank's logarithm is uniform where frequency falls as 1/rank.
    wordOf(Math.floor(vocabulary ** random()) - 1),
  )
  return words.join(' ')
}

function hanSentence(random: () => number): string {
  return Array.from(
    { length: 6 + Math.floor(random() * 14) },
    () => han[Math.floor(random() * han.length)],
  ).join('')
}
