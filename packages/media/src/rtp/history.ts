export interface History {
  keep(sequence: number, packet: Buffer): void
  /** The packet that went out under the lower 16 bits of `sequence`, while it is kept. */
  find(sequence: number): Buffer | undefined
}

/** The last packets of a stream, for whoever lost one: kept once for all viewers, so a viewer costs no memory here. */
export function createHistory(size: number): History {
  const packets = new Array<{ sequence: number; packet: Buffer } | undefined>(size).fill(undefined)
  return {
    keep(sequence, packet) {
      packets[(sequence & 0xffff) % size] = { sequence: sequence & 0xffff, packet }
    },
    find(sequence) {
      const kept = packets[(sequence & 0xffff) % size]
      return kept?.sequence === (sequence & 0xffff) ? kept.packet : undefined
    },
  }
}
