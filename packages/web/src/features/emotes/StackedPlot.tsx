import { useEffect, useRef, useSyncExternalStore } from 'react'
import { useSelector } from 'react-redux'
import UPlot from 'uplot'
import 'uplot/dist/uPlot.min.css'
import { selectTheme } from '../../components/theme.ts'
import { colourOf } from './colours.ts'
import { type Layer, stacked } from './stack.ts'

export interface StackedPlotProps {
  /** What it shows, for whoever does not see it. */
  readonly label: string
  /** Seconds, ascending: since 1970 by the clock, or of a recording. */
  readonly at: readonly number[]
  readonly layers: readonly Layer[]
  readonly scale: 'clock' | 'recording'
  /** What an instant is called on the axis. */
  readonly write?: (at: number) => string
  /** Somebody clicked there. */
  readonly onPick?: (at: number) => void
}

/** Bars of a minute each, one emote on another. Drawn anew when the colours change. */
export default function StackedPlot(props: StackedPlotProps) {
  const theme = useSelector(selectTheme)
  const dark = useSyncExternalStore(watchScheme, () => matchMedia(darkScheme).matches)
  return <Drawn key={`${theme} ${dark} ${props.layers.length} ${props.scale}`} {...props} />
}

const darkScheme = '(prefers-color-scheme: dark)'

function watchScheme(listener: () => void): () => void {
  const dark = matchMedia(darkScheme)
  dark.addEventListener('change', listener)
  return () => dark.removeEventListener('change', listener)
}

function Drawn({ label, at, layers, scale, write, onPick }: StackedPlotProps) {
  const place = useRef<HTMLDivElement>(null)
  const plot = useRef<UPlot>(null)
  const latest = useRef({ write, onPick })
  useEffect(() => {
    latest.current = { write, onPick }
  }, [write, onPick])
  const count = layers.length
  useEffect(() => {
    const target = place.current
    if (target === null) return
    const made = drawn(target, {
      count,
      scale,
      write: (second) => latest.current.write?.(second) ?? String(second),
      onPick: (second) => latest.current.onPick?.(second),
    })
    plot.current = made
    const follow = new ResizeObserver(() => made.setSize(sizeOf(target)))
    follow.observe(target)
    return () => {
      follow.disconnect()
      made.destroy()
      plot.current = null
    }
  }, [count, scale])
  useEffect(() => {
    // The highest is drawn first, so that those below it stay to be seen.
    const heights = stacked(layers)
      .toReversed()
      .map((values) => [...values])
    plot.current?.setData([[...at], ...heights])
  }, [at, layers])
  return <div ref={place} role="img" aria-label={label} className="h-full min-w-0 overflow-hidden" />
}

interface Drawing {
  readonly count: number
  readonly scale: StackedPlotProps['scale']
  readonly write: (at: number) => string
  readonly onPick: (at: number) => void
}

/** Seconds between two names on the axis of the clock. */
const wholeMinutes = [1, 2, 5, 10, 15, 30, 60, 120, 180, 360, 720, 1440].map((minutes) => minutes * 60)

function drawn(target: HTMLElement, { count, scale, write, onPick }: Drawing): UPlot {
  const colour = tokensAt(target)
  const bars = UPlot.paths.bars?.({ size: [0.8, 60] })
  if (bars === undefined) throw new Error('uPlot was built without its paths')
  const series = Array.from(
    { length: count },
    (_, at): UPlot.Series => ({
      fill: colourOf(count - 1 - at),
      stroke: colourOf(count - 1 - at),
      width: 0,
      points: { show: false },
      paths: bars,
    }),
  )
  const lines = { stroke: colour('line'), width: 1 }
  const axis = { stroke: colour('ink-soft'), grid: lines, ticks: { show: false }, font: '12px system-ui' }
  return new UPlot(
    {
      ...sizeOf(target),
      legend: { show: false },
      cursor: { y: false, drag: { setScale: false }, points: { show: false } },
      scales: {
        x: {
          time: scale === 'clock',
          // Around a single minute uPlot would show years: the data says itself where it ends.
          range: ({ data: [at] }, from) => [from - 45, Math.max(at.at(-1) ?? from, from + 240) + 45],
        },
        y: { range: (_plot, _least, most) => [0, most > 0 ? most * 1.1 : 10] },
      },
      axes: [
        {
          ...axis,
          values: (_plot, all) => all.map((at) => (at < 0 ? '' : write(at))),
          // By the clock only whole minutes have names.
          ...(scale === 'clock' && { space: 80, incrs: [...wholeMinutes] }),
        },
        { ...axis, size: 52 },
      ],
      series: [{}, ...series],
      hooks: {
        ready: [
          (made) =>
            made.over.addEventListener('click', () => {
              const { left } = made.cursor
              if (left !== undefined && left >= 0) onPick(made.posToVal(left, 'x'))
            }),
        ],
      },
    },
    [[], ...series.map(() => [])],
    target,
  )
}

function sizeOf(target: HTMLElement) {
  return { width: Math.max(120, target.clientWidth), height: target.clientHeight }
}

/** Tokens as a canvas takes them: it knows neither variables nor light-dark(). */
function tokensAt(place: HTMLElement): (name: string) => string {
  return (name) => {
    const probe = document.createElement('span')
    probe.style.color = `var(--${name})`
    place.append(probe)
    const { color } = getComputedStyle(probe)
    probe.remove()
    return color
  }
}
