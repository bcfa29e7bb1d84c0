import sharp from 'sharp'
import { expect, test } from 'vitest'
import { identicon } from './identicon.ts'
import { oklch } from './oklch.ts'

const ids = Array.from({ length: 200 }, (_, n) => `00000000-0000-4000-8000-${String(n).padStart(12, '0')}`)

test('A4: a generated picture is the same for an id for ever, and differs between ids', () => {
  expect(identicon(ids[0] ?? '')).toBe(identicon(ids[0] ?? ''))
  expect(new Set(ids.map(identicon)).size).toBe(ids.length)
})

test('A4: a generated picture holds nothing active', () => {
  for (const id of ids)
    expect(identicon(id)).toMatch(/^<svg [^>]*>(<(rect|g|path) [^<>]*\/?>|<g>|<\/g>)*<\/svg>$/)
})

test('A4: a generated picture is symmetric both ways', async () => {
  const draw = sharp(Buffer.from(identicon(ids[7] ?? '')))
    .resize(96, 96)
    .removeAlpha()
  const drawn = await draw.clone().raw().toBuffer()
  const png = await draw.clone().png().toBuffer()
  for (const mirrored of [sharp(png).flip(), sharp(png).flop()]) {
    const other = await mirrored.raw().toBuffer()
    const worst = drawn.reduce((most, value, at) => Math.max(most, Math.abs(value - (other[at] ?? 0))), 0)
    expect(worst).toBeLessThan(40)
  }
})

test('colours are those of the reference', () => {
  expect(oklch(1, 0, 0)).toBe('#ffffff')
  expect(oklch(0, 0, 0)).toBe('#000000')
  // CSS Color 4 gives red as oklch(0.62796 0.25768 29.234).
  expect(oklch(0.62796, 0.25768, 29.234)).toBe('#ff0000')
})
