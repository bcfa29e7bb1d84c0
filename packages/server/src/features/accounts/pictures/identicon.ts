import { createHash } from 'node:crypto'
import { oklch } from './oklch.ts'

/** Cells of a side, and a cell's width in the drawing's units. */
const cells = 6
const cell = 16
const side = cells * cell

type Shape = (x: number, y: number) => string

/** What fills a cell, drawn for the upper left quarter; the other three mirror it. */
const shapes: readonly Shape[] = [
  () => '',
  (x, y) => `M${x} ${y}h${cell}v${cell}h-${cell}z`,
  (x, y) => `M${x} ${y}h${cell}a${cell} ${cell} 0 0 1 -${cell} ${cell}z`,
  (x, y) => `M${x + cell} ${y + cell}v-${cell}a${cell} ${cell} 0 0 0 -${cell} ${cell}z`,
  (x, y) => circle(x + cell / 2, y + cell / 2, cell / 2),
  (x, y) => circle(x + cell / 2, y + cell / 2, cell / 4),
  (x, y) =>
    `M${x} ${y + cell}a${cell} ${cell} 0 0 1 ${cell} -${cell}a${cell} ${cell} 0 0 1 -${cell} ${cell}z`,
]

function circle(x: number, y: number, radius: number): string {
  return `M${x - radius} ${y}a${radius} ${radius} 0 1 0 ${2 * radius} 0a${radius} ${radius} 0 1 0 -${2 * radius} 0z`
}

/**
 * A picture for who has none: a pattern mirrored both ways in two tones over a third, the same for an id for ever.
 * Middling lightness throughout, so that it sits well on light and on dark.
 */
export function identicon(id: string): string {
  const digest = createHash('sha256').update(`identicon ${id}`).digest()
  const hue = (digest.readUInt16BE(0) / 65_536) * 360
  const turn = digest.readUInt8(2) % 2 === 0 ? 40 : -40
  const ground = oklch(0.72, 0.09, hue)
  const tones = [oklch(0.48, 0.1, hue), oklch(0.9, 0.06, hue + turn)]
  const half = cells / 2
  const paths = ['', '']
  for (let row = 0; row < half; row++) {
    for (let column = 0; column < half; column++) {
      const byte = digest.readUInt8(3 + row * half + column)
      const tone = byte % 2
      const shape = shapes[(byte >> 1) % shapes.length]
      paths[tone] = `${paths[tone] ?? ''}${shape?.(column * cell, row * cell) ?? ''}`
    }
  }
  const quarter = tones.map((tone, n) => `<path fill="${tone}" d="${paths[n] ?? ''}"/>`).join('')
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${side} ${side}">`,
    `<rect width="${side}" height="${side}" fill="${ground}"/>`,
    `<g>${quarter}</g>`,
    `<g transform="matrix(-1 0 0 1 ${side} 0)">${quarter}</g>`,
    `<g transform="matrix(1 0 0 -1 0 ${side})">${quarter}</g>`,
    `<g transform="matrix(-1 0 0 -1 ${side} ${side})">${quarter}</g>`,
    '</svg>',
  ].join('')
}
