import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { toComparable } from './comparable.ts'
import { findHighlights, parseQuery, toPatterns, toTsquery } from './query.ts'
import { termsOf } from './terms.ts'

/** What of a text a query finds, as the highlighted pieces; null where it does not match. */
function pieces(typed: string, text: string): string[] | null {
  return findHighlights(parseQuery(typed), text)?.map(([start, end]) => text.slice(start, end)) ?? null
}

describe('terms', () => {
  it.each([
    ['words, without case or punctuation', "Don't STOP, me_now!", ['don', 't', 'stop', 'me', 'now']],
    ['numbers as words', 'v2.10 costs 3½', ['v2', '10', 'costs', '31', '2']],
    ['letters without accents, composed or not', 'Crème bru\u0302le\u0301e', ['creme', 'brulee']],
    ['letters that people spell in ASCII', 'Straße Łódź Ærø ﬁn', ['strasse', 'lodz', 'aero', 'fin']],
    ['both small sigmas as one', 'ΟΔΟΣ οδός', ['οδοσ']],
    ['the Turkish capital İ as i', 'İstanbul', ['istanbul']],
    ['full-width letters as plain ones', 'ＡＢＣ１', ['abc1']],
    [
      'Cyrillic, Arabic without vowel points, Hebrew without points',
      'Ёлка كِتَاب שָׁלוֹם',
      ['елка', 'كتاب', 'שלום'],
    ],
    ['Indic words with their vowel signs', 'हिन्दी', ['हिन्दी']],
    ['Han as characters and pairs', '東京都', ['東', '京', '都', '東京', '京都']],
    ['characters beyond the first plane whole', '𠮷野', ['𠮷', '野', '𠮷野']],
    ['kana with their voicing marks, half-width or not', 'ｶﾞ か\u3099', ['ガ', 'が']],
    ['Latin and kana apart', 'NHKテレビ', ['nhk', 'テ', 'レ', 'ビ', 'テレ', 'レビ']],
    ['Hangul, composed or in letters', '한국 \u1112\u1161\u11ab', ['한', '국', '한국']],
    ['Thai, which parts no words', 'ไปดี', ['ไ', 'ป', 'ด', 'ี', 'ไป', 'ปด', 'ดี']],
    ['emoji whole, with or without the colour selector', '❤ ❤️ 👩‍👩‍👧 1️⃣', ['❤️', '👩‍👩‍👧', '1️⃣']],
    ['nothing of blanks and punctuation', ' … — ?! ', []],
    ['invisible characters as nothing', 'co\u00adop\u200der', ['cooper']],
  ])('M6: are %s', (_, text, terms) => {
    expect([...termsOf(text)].sort()).toEqual([...terms].sort())
  })

  it('M6: of a very long word are cut, never in the middle of a character', () => {
    expect([...termsOf('a'.repeat(5000))]).toEqual(['a'.repeat(64)])
    const [term = ''] = termsOf(`a${'𝒳'.normalize('NFC')}${'𐐨'.repeat(100)}`)
    expect(term.isWellFormed()).toBe(true)
    expect(term.length).toBeLessThanOrEqual(64)
  })

  it('M6: of any text are well-formed, without blanks and short enough for the index', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 200 }), (text) => {
        for (const term of termsOf(text)) {
          expect(term).not.toMatch(/\s|^$/)
          expect(term.isWellFormed()).toBe(true)
          expect(Buffer.byteLength(term)).toBeLessThanOrEqual(2046)
        }
      }),
    )
  })
})

describe('highlights', () => {
  it.each([
    ['a beginning of words', 'hel', 'Hello, othello. HELP', ['Hel', 'HEL']],
    ['every word of the query, in any order', 'wor hello', 'Hello, world', ['Hello', 'wor']],
    ['nothing where one word is missing', 'hello moon', 'Hello, world', null],
    ['nothing in the middle of a word', 'ello', 'Hello', null],
    ['accented letters as they are written', 'creme', 'La Cre\u0300me', ['Cre\u0300me']],
    ['plain letters for accented ones', 'crème', 'cremes', ['creme']],
    ['a letter that stands for two, whole', 'stras', 'Straße', ['Straß']],
    ['a ligature, whole', 'f', 'ﬁn', ['ﬁ']],
    ['Han anywhere', '京都', '東京都と京都', ['京都', '京都']],
    ['a single Han character', '都', '東京都', ['都']],
    ['not pairs that lie apart', '東京都', '東京 京都', null],
    ['overlapping finds as one', 'ああ', 'あああ', ['あああ']],
    ['characters beyond the first plane', '𠮷', 'a𠮷b', ['𠮷']],
    ['Korean words with their endings', '국어', '한국어를', ['국어']],
    ['Thai anywhere', 'เป็น', 'ไม่เป็นไร', ['เป็น']],
    ['half-width kana', 'ガ', 'aｶﾞb', ['ｶﾞ']],
    ['marks that stand alone, in any order', '\u0e48\u3099', '\u0e48ﾞ', ['\u0e48ﾞ']],
    ['mixed scripts', 'nhk ビ', 'NHKテレビ', ['NHK', 'ビ']],
    ['whole emoji only', '👩', '👩‍👩‍👧 👩', ['👩']],
    ['emoji of several characters', '👩‍👩‍👧', 'a 👩‍👩‍👧!', ['👩‍👩‍👧']],
    ['a word next to an emoji', 'go', '🚀go', ['go']],
    ['words after emoji and surrogate pairs, at the right place', 'end', '𝒳👍🏽 the end', ['end']],
    [
      'long words by their whole length',
      'a'.repeat(70),
      `${'a'.repeat(69)}b ${'a'.repeat(70)}`,
      ['a'.repeat(70)],
    ],
  ])('M6: show %s', (_, typed, text, expected) => {
    expect(pieces(typed, text)).toEqual(expected)
  })

  it('M6: a query of punctuation alone has no parts', () => {
    expect(parseQuery(' ?! ').parts).toEqual([])
  })

  it('M6: words that another one begins with are asked for once', () => {
    expect(toTsquery(parseQuery('to tomorrow TO'))).toBe("'tomorrow':*")
    expect(toTsquery(parseQuery('京 東京'))).toBe("'東京'")
  })

  it('M6: a query asks the index for its ten longest terms and the text for all', () => {
    const words = Array.from({ length: 30 }, (_, n) => String.fromCharCode(97 + (n % 26)).repeat(1 + (n % 7)))
    expect(toTsquery(parseQuery(words.join(' '))).split(' & ')).toHaveLength(10)
  })

  const written = fc.oneof(
    fc.string({ unit: 'grapheme', maxLength: 40 }),
    fc.string({ unit: 'binary', maxLength: 40 }),
    fc.string({
      unit: fc.constantFrom(...'aàÀe\u0301ßﬁ 東京都ｶﾞ한국\u1112\u1161ไม่👩\u200d👧❤️İςΣ1２.'),
      maxLength: 40,
    }),
  )

  it('M6: any text is found by itself and by each of its words, and highlights lie inside it, in order and apart', () => {
    fc.assert(
      fc.property(written, (text) => {
        for (const query of [parseQuery(text), ...[...termsOf(text)].map(parseQuery)]) {
          if (query.parts.length === 0) continue
          const found = findHighlights(query, text)
          expect(found).not.toBeNull()
          let last = -1
          for (const [start, end] of found ?? []) {
            expect(start).toBeGreaterThan(last)
            expect(end).toBeGreaterThan(start)
            expect(end).toBeLessThanOrEqual(text.length)
            last = end
          }
        }
      }),
    )
  })

  it('M6: what has highlights also has the terms the index is asked for, and passes the plain pattern', () => {
    fc.assert(
      fc.property(written, written, (typed, text) => {
        const query = parseQuery(typed)
        if (query.parts.length === 0 || findHighlights(query, text) === null) return
        const terms = [...termsOf(text)]
        for (const asked of toTsquery(query).split(' & ')) {
          const [, term = '', prefix] = /^'(.*)'(:\*)?$/su.exec(asked) ?? []
          expect(terms.some((one) => (prefix === undefined ? one === term : one.startsWith(term)))).toBe(true)
        }
        const { ascii, patterns } = toPatterns(query)
        const isAscii = /^[\0-\x7f]*$/.test(text)
        if (isAscii) {
          expect(ascii).toBe(true)
          for (const pattern of patterns) expect(text.toLowerCase()).toContain(pattern.slice(1, -1))
        }
      }),
      { numRuns: 2_000 },
    )
  })

  it('M6: comparable text is its own comparable text', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', maxLength: 40 }), (text) => {
        const once = toComparable(text).text
        expect(toComparable(once).text).toBe(once)
      }),
    )
  })
})
