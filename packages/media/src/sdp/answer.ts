/**
 * The answer with one more candidate, for a host behind a NAT or in a container that is reached under another address.
 * The local ones stay: viewers on the same network need them.
 */
export function announce(answer: string, address: string, port: number): string {
  const lines = answer.split('\r\n')
  const first = lines.findIndex((line) => line.startsWith('a=candidate:'))
  if (first < 0) return answer
  // Host preference just below the highest, so that where both work the direct one is chosen.
  const candidate = `a=candidate:stoa 1 UDP 2122252543 ${address} ${port} typ host`
  return [...lines.slice(0, first), candidate, ...lines.slice(first)].join('\r\n')
}
