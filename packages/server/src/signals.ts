/** What asks a process to stop. */
export const stopSignals = ['SIGTERM', 'SIGINT', 'SIGHUP'] as const

/** Milliseconds in which a repeated signal is the same wish. */
const sameWish = 2000

/**
 * Calls `stop` at the first signal. Under npm one Ctrl-C arrives twice, from the terminal and again from npm, so a repeat is
 * ignored at first; one that comes later is somebody who will not wait, and ends the process at once.
 */
export function onStopSignal(stop: (signal: NodeJS.Signals) => void): void {
  let since: number | null = null
  const hear = (signal: NodeJS.Signals) => {
    if (since === null) {
      since = performance.now()
      stop(signal)
    } else if (performance.now() - since > sameWish) process.exit(1)
  }
  for (const signal of stopSignals) process.on(signal, hear)
}
