import { useEffect, useRef, useSyncExternalStore } from 'react'
import { useSelector } from 'react-redux'
import UPlot from 'uplot'
import 'uplot/dist/uPlot.min.css'
import { useMe } from '../people.ts'
import { selectTheme } from '../theme.ts'
import { roomFor, timesIn } from './labels.ts'

export interface ChartProps {
  /** What it shows, for whoever does not see it. */
  readonly label: string
  /** Milliseconds since 1970, ascending. */
  readonly times: readonly number[]
  readonly values: readonly number[]
  /** `steps` holds each value until the next one; `bars` stand for themselves. */
  readonly shape: 'steps' | 'bars'
  readonly name: string
  readonly write: (value: number) => string
}

/** Drawn anew when the colours change. */
export default function Plot(props: ChartProps) {
  const theme = useSelector(selectTheme)
  const dark = useSyncExternalStore(watchScheme, () => matchMedia(darkScheme).matches)
  return <Drawn key={`${theme} ${dark}`} {...props} />
}

const darkScheme = '(prefers-color-scheme: dark)'

function watchScheme(listener: () => void): () => void {
  const dark = matchMedia(darkScheme)
  dark.addEventListener('change', listener)
  return () => dark.removeEventListener('change', listener)
}

function Drawn({ label, times, values, shape, name, write }: ChartProps) {
  const place = useRef<HTMLDivElement>(null)
  const { language } = useMe()
  useEffect(() => {
    const target = place.current
    if (target === null) return
    const colour = colours(target)
    const writeTimes = timesIn(language || navigator.language)
    const size = () => ({ width: Math.max(120, target.clientWidth), height: target.clientHeight })
    const plot = new UPlot(
      {
        ...size(),
        legend: { show: false },
        cursor: { y: false, drag: { setScale: false } },
        scales: {
          x: { range: (_plot, from, to) => spread(shape, from, to) },
          y: { range: (_plot, least, most) => [Math.min(0, least), most > 0 ? most * 1.1 : 100] },
        },
        axes: [
          axis(colour, { values: (_plot, all, _axis, _space, apart) => writeTimes(all, apart) }),
          axis(colour, {
            values: (_plot, all) => all.map(write),
            size: (_plot, labels) => roomFor(labels),
          }),
        ],
        series: [
          {},
          {
            label: name,
            stroke: colour('accent'),
            fill: colour('accent-soft'),
            width: 2,
            points: { show: times.length < 2 },
            paths: pathsOf(shape),
          },
        ],
      },
      [times.map((at) => at / 1000), [...values]],
      target,
    )
    const follow = new ResizeObserver(() => plot.setSize(size()))
    follow.observe(target)
    return () => {
      follow.disconnect()
      plot.destroy()
    }
  }, [times, values, shape, name, write, language])
  return <div ref={place} role="img" aria-label={label} className="h-full min-w-0 overflow-hidden" />
}

function pathsOf(shape: ChartProps['shape']): UPlot.Series.PathBuilder {
  const made =
    shape === 'bars' ? UPlot.paths.bars?.({ size: [0.7, 48] }) : UPlot.paths.stepped?.({ align: 1 })
  if (made === undefined) throw new Error('uPlot was built without its paths')
  return made
}

/** In seconds: half a day more at each end, or the outer bars would be cut. */
function spread(shape: ChartProps['shape'], from: number, to: number): [number, number] {
  const more = shape === 'bars' ? 12 * 3600 : from === to ? 60 : 0
  return [from - more, to + more]
}

function axis(colour: (name: string) => string, more: UPlot.Axis): UPlot.Axis {
  const lines = { stroke: colour('line'), width: 1 }
  return { stroke: colour('ink-soft'), grid: lines, ticks: { show: false }, font: '12px system-ui', ...more }
}

/** Tokens as a canvas takes them: it knows neither variables nor light-dark(). */
function colours(place: HTMLElement): (name: string) => string {
  return (name) => {
    const probe = document.createElement('span')
    probe.style.color = `var(--${name})`
    place.append(probe)
    const { color } = getComputedStyle(probe)
    probe.remove()
    return color
  }
}
