import { monitorEventLoopDelay } from 'node:perf_hooks'

/** Is this process falling behind (O4)? Asked by whoever could take on more work. */
export interface Pressure {
  isHigh(): boolean
  close(): void
}

/** How often the histogram is read, and the time between its own looks, in milliseconds. */
const EVERY = 1000
const RESOLUTION = 10

/**
 * Watches how late the event loop is. High while the mean of the last second is over `milliseconds`; never where that is 0.
 */
export function createPressure({ milliseconds }: { readonly milliseconds: number }): Pressure {
  if (milliseconds === 0) return { isHigh: () => false, close: () => undefined }
  const delay = monitorEventLoopDelay({ resolution: RESOLUTION })
  let high = false
  delay.enable()
  const timer = setInterval(() => {
    // In nanoseconds, and NaN where the loop was stuck for so long that nothing was measured.
    const late = delay.count === 0 ? Number.POSITIVE_INFINITY : delay.mean / 1e6 - RESOLUTION
    high = late > milliseconds
    delay.reset()
  }, EVERY)
  timer.unref()
  return {
    isHigh: () => high,
    close() {
      clearInterval(timer)
      delay.disable()
    },
  }
}
