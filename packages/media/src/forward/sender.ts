import { type SenderReport, writeSenderReport } from '../rtp/rtcp.ts'

/** Of what is sent, this share may be sent again; a viewer whose line is too thin cannot ask for more than that. */
const repairShare = 0.3
const repairBurst = 256 * 1024

export interface SenderOptions {
  readonly ssrc: number
  readonly payloadType: number
  /** Added to the stream's own numbers, so that no two viewers see the same ones. */
  readonly sequenceBase: number
  readonly timestampBase: number
  /** Takes the bytes before it returns: the buffer is written over for the next viewer. */
  readonly write: (bytes: Buffer) => void
}

export interface Sender {
  readonly ssrc: number
  /** `packet` is a copy of the stream's, made once for all viewers: its header is rewritten for this one. */
  forward(packet: Buffer, sequence: number, timestamp: number): void
  /** The stream's sequence number for one a viewer names. */
  original(sequence: number): number
  repair(packet: Buffer): void
  report(report: SenderReport, timestamp: number): void
  readonly packets: number
  readonly octets: number
  readonly repaired: number
}

/**
 * One outgoing track of one viewer: the stream's packets under this viewer's own names. No queue: what cannot be sent now is lost and asked for.
 * `forward` runs for each packet and viewer, so it counts in whole numbers and looks at no clock.
 */
export function createSender(options: SenderOptions): Sender {
  const { ssrc, payloadType, sequenceBase, timestampBase, write } = options
  const [ssrc3, ssrc2, ssrc1, ssrc0] = [ssrc >>> 24, (ssrc >>> 16) & 0xff, (ssrc >>> 8) & 0xff, ssrc & 0xff]
  let packets = 0
  let octets = 0
  let repaired = 0
  let allowance = repairBurst
  /** What had been sent when the allowance was counted last. */
  let counted = 0

  function rename(packet: Buffer, sequence: number, timestamp: number) {
    const number = sequence + sequenceBase
    const time = (timestamp + timestampBase) >>> 0
    packet[1] = ((packet[1] ?? 0) & 0x80) | payloadType
    packet[2] = (number >>> 8) & 0xff
    packet[3] = number & 0xff
    packet[4] = time >>> 24
    packet[5] = (time >>> 16) & 0xff
    packet[6] = (time >>> 8) & 0xff
    packet[7] = time & 0xff
    packet[8] = ssrc3
    packet[9] = ssrc2
    packet[10] = ssrc1
    packet[11] = ssrc0
  }

  return {
    ssrc,
    forward(packet, sequence, timestamp) {
      rename(packet, sequence, timestamp)
      packets += 1
      octets += packet.length
      write(packet)
    },
    original: (sequence) => (sequence - sequenceBase) & 0xffff,
    repair(packet) {
      allowance = Math.min(repairBurst, allowance + (octets - counted) * repairShare)
      counted = octets
      if (allowance < packet.length) return
      allowance -= packet.length
      repaired += 1
      const again = Buffer.from(packet)
      rename(again, packet.readUInt16BE(2), packet.readUInt32BE(4))
      write(again)
    },
    report(report, timestamp) {
      write(writeSenderReport(report, { ssrc, timestamp: timestamp + timestampBase, packets, octets }))
    },
    get packets() {
      return packets
    },
    get octets() {
      return octets
    },
    get repaired() {
      return repaired
    },
  }
}
