/** Begins to measure this process; gives the share of one processor it has taken since. */
export function shareOfProcessor(): () => number {
  const began = performance.now()
  const before = process.cpuUsage()
  return () => {
    const { user, system } = process.cpuUsage(before)
    return (user + system) / 1000 / (performance.now() - began)
  }
}
