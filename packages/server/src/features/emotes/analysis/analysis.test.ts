import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { type AnalysisSettings, createAnalysis, type Event, type Finding } from './analysis.ts'
import { usualSignificance } from './significance.ts'

const settings: AnalysisSettings = {
  ...usualSignificance,
  interval: 30,
  allowedEmotes: ['😀', '😢', '🔥', '👍'],
}
const minute = 60_000

/** `count` of an emote, evenly over a window, by so many people. */
function many(emote: string, count: number, { window = 0, people = 5 } = {}): Event[] {
  return Array.from({ length: count }, (_, n) => ({
    user: `viewer ${n % people}`,
    emote,
    at: window * minute + Math.floor((n * minute) / count),
  }))
}

const byTime = (events: readonly Event[]) => events.toSorted((one, other) => one.at - other.at)

/** All findings, with every window closed at the end. */
function analyse(events: readonly Event[], rule = settings): Finding[] {
  const analysis = createAnalysis(rule)
  return [
    ...events.flatMap((event) => [...analysis.add(event)]),
    ...analysis.advance(Number.MAX_SAFE_INTEGER),
  ]
}

const moments = (findings: readonly Finding[]) =>
  findings
    .flatMap((one) => (one.kind === 'final' ? [`${one.start} ${one.emote} ${one.count}/${one.total}`] : []))
    .sort()

describe('windows', () => {
  test('E3: an emote that is called like something of a language counts as any other', () => {
    const closed = analyse(many('__proto__', 3), { ...settings, allowedEmotes: ['__proto__'] }).at(-1)
    expect(closed?.kind === 'closed' && Object.entries(closed.counts)).toEqual([['__proto__', 3]])
  })

  test('E3: an event counts in the window of its own time, also up to 10 s after the window’s end, and later not', () => {
    const analysis = createAnalysis(settings)
    analysis.add({ user: 'a', emote: '🔥', at: minute + 9_999 })
    analysis.add({ user: 'a', emote: '🔥', at: minute - 1 })
    expect(analysis.tally).toEqual({ processed: 2, late: 0, refused: 0 })
    const [closed] = analysis.add({ user: 'a', emote: '🔥', at: minute + 10_000 })
    expect(closed).toEqual({ kind: 'closed', start: 0, counts: { '🔥': 1 } })
    analysis.add({ user: 'a', emote: '🔥', at: minute - 1 })
    expect(analysis.tally).toEqual({ processed: 3, late: 1, refused: 0 })
  })

  test('E3: is evaluated every `interval` events and when a window closes', () => {
    const events = many('🔥', 60)
    const analysis = createAnalysis({ ...settings, interval: 25 })
    const kinds = events.map((event) => analysis.add(event).map((one) => one.kind))
    expect(kinds.flatMap((one, index) => (one.length > 0 ? [[index + 1, ...one]] : []))).toEqual([
      [25, 'found'],
      [50, 'grown'],
    ])
    expect(analysis.advance(minute + 10_000).map((one) => one.kind)).toEqual(['final', 'closed'])
  })

  test('what is not among the allowed emotes counts nowhere', () => {
    const analysis = createAnalysis(settings)
    for (const event of many('💩', 100)) analysis.add(event)
    expect(analysis.tally).toEqual({ processed: 0, late: 0, refused: 100 })
    expect(analysis.openSince).toBeNull()
  })

  test('E6: changed settings are in force from the next evaluation on', () => {
    const analysis = createAnalysis({ ...settings, threshold: 0.9 })
    const mixed = byTime([...many('🔥', 60), ...many('😢', 60)])
    const before = mixed.slice(0, 60).flatMap((event) => [...analysis.add(event)])
    expect(before).toEqual([])
    analysis.change({ ...settings, threshold: 0.2 })
    const after = mixed.slice(60, 90).flatMap((event) => [...analysis.add(event)])
    expect(after.map((one) => one.kind)).toEqual(['found', 'found'])
  })
})

describe('significance', () => {
  test('E4: a share exactly at the threshold is not above it', () => {
    const at = (fires: number) =>
      moments(
        analyse(byTime([...many('🔥', fires), ...many('👍', 100 - fires)]), { ...settings, threshold: 0.5 }),
      )
    expect(at(50)).toEqual([])
    expect(at(51)).toEqual(['0 🔥 51/100'])
  })

  test('E4: fewer than 10, or from fewer than 3 people, are no moment', () => {
    expect(moments(analyse(many('🔥', 9)))).toEqual([])
    expect(moments(analyse(many('🔥', 10)))).toEqual(['0 🔥 10/10'])
    expect(moments(analyse(many('🔥', 100, { people: 2 })))).toEqual([])
    expect(moments(analyse(many('🔥', 100, { people: 3 })))).toEqual(['0 🔥 100/100'])
  })

  test('E4: what is usual for the stream is no moment; with the baseline off the plain ratio decides', () => {
    const usual = Array.from({ length: 10 }, (_, window) =>
      byTime([...many('👍', 60, { window }), ...many('😀', 40, { window })]),
    ).flat()
    const surprise = byTime([...many('🔥', 60, { window: 10 }), ...many('👍', 40, { window: 10 })])
    const found = moments(analyse([...usual, ...surprise]))
    // Before three windows there is no usual.
    expect(found.filter((one) => !/^(0|60000|120000) /.test(one))).toEqual(['600000 🔥 60/100'])
    const plain = moments(analyse([...usual, ...surprise], { ...settings, againstBaseline: false }))
    expect(plain.filter((one) => one.includes('👍'))).toHaveLength(11)
  })
})

test('E4: where viewers send in bursts, what varies that much by itself is no moment', () => {
  // 40 in a minute, of which 🔥 has 8, or 20 where two people were carried away: a share of a half.
  const window = (n: number, carriedAway: boolean) =>
    byTime([
      ...many('🔥', carriedAway ? 20 : 8, { window: n, people: 4 }),
      ...many('👍', carriedAway ? 20 : 32, { window: n, people: 9 }),
    ])
  const judged = (bursts: readonly number[]) => {
    const events = Array.from({ length: 30 }, (_, n) => window(n, bursts.includes(n))).flat()
    return moments(analyse([...events, ...window(30, true)]))
      .filter((one) => one.includes('🔥'))
      .at(-1)
  }
  expect(judged([])).toBe('1800000 🔥 20/40')
  expect(judged([3, 8, 12, 16, 20, 24, 27, 29])).not.toBe('1800000 🔥 20/40')
})

describe('moments', () => {
  const event = fc.record({
    user: fc.integer({ min: 0, max: 8 }).map((n) => `viewer ${n}`),
    emote: fc.constantFrom('😀', '😢', '🔥', '👍', '💩'),
    at: fc.integer({ min: 0, max: 5 * minute }),
  })
  const events = fc.array(event, { maxLength: 400 }).map(byTime)

  test('E5: are each found at most once, never final without their window’s counts, and told in order', () => {
    fc.assert(
      fc.property(events, fc.integer({ min: 1, max: 60 }), (list, interval) => {
        const told = new Map<string, string[]>()
        for (const one of analyse(list, { ...settings, interval })) {
          if (one.kind === 'closed') continue
          const key = `${one.start} ${one.emote}`
          told.set(key, [...(told.get(key) ?? []), one.kind])
        }
        for (const kinds of told.values())
          expect(kinds.join(' ')).toMatch(/^(found (grown )*)?(final|withdrawn)$/)
      }),
    )
  })

  test('E5: are the same whatever the order of events within the grace, and however often evaluated', () => {
    fc.assert(
      fc.property(
        events,
        fc.array(fc.integer({ min: 0, max: 9_999 }), { minLength: 400, maxLength: 400 }),
        fc.integer({ min: 1, max: 60 }),
        (list, delays, interval) => {
          const shuffled = list
            .map((one, index) => ({ one, comes: one.at + (delays[index] ?? 0) }))
            .toSorted((a, b) => a.comes - b.comes)
            .map(({ one }) => one)
          expect(moments(analyse(shuffled, { ...settings, interval }))).toEqual(moments(analyse(list)))
        },
      ),
    )
  })

  test('E3: count exactly what a plain recount of each window gives', () => {
    fc.assert(
      fc.property(events, (list) => {
        const counted = analyse(list).flatMap((one) =>
          one.kind === 'closed'
            ? Object.entries(one.counts).map(([emote, n]) => `${one.start} ${emote} ${n}`)
            : [],
        )
        const recount = new Map<string, number>()
        for (const { emote, at } of list) {
          if (!settings.allowedEmotes.includes(emote)) continue
          const key = `${Math.floor(at / minute) * minute} ${emote}`
          recount.set(key, (recount.get(key) ?? 0) + 1)
        }
        expect(counted.sort()).toEqual([...recount].map(([key, n]) => `${key} ${n}`).sort())
      }),
    )
  })
})
