import { RtcpReceivingSession, type Track } from 'node-datachannel'
import { answerCalls } from '../frame/child.ts'
import { percentile } from '../frame/spread.ts'
import type { AudienceCalls } from './audience.ts'
import { isRtcp, monotonic, readStamp, receiverReport } from './packets.ts'
import { offering, type Peer } from './peer.ts'
import { createTally, type Tally } from './tally.ts'

const reportEvery = 2_000
const probing = process.argv[2] === 'probes'
const peers: Peer[] = []
const tallies: Tally[] = []
let delays: number[] = []
let damaged = 0

const calls: AudienceCalls = {
  async offer() {
    const peer = await offering(`viewer-${peers.length}`, 'RecvOnly')
    peers.push(peer)
    return { viewer: peers.length - 1, sdp: peer.offer }
  },
  async accept({ viewer, sdp }) {
    const peer = peers[viewer]
    if (peer === undefined) throw new Error(`there is no viewer ${viewer}`)
    if (probing) {
      probe(peer.picture)
      probe(peer.sound)
    }
    try {
      // Packets of a source that it was not told of end where they are decrypted.
      await peer.accept(probing ? sdp : sdp.replaceAll(/^a=ssrc.*\r?\n/gm, ''))
    } catch (error) {
      peer.close()
      throw error
    }
    const ssrcs = [...sdp.matchAll(/^a=ssrc:(\d+) /gm)].map(([, ssrc]) => Number(ssrc))
    if (!probing) reportAbout(peer.picture, new Set(ssrcs))
  },
  observe() {
    const sorted = delays.toSorted((one, other) => one - other)
    const counts = tallies.map((tally) => tally.take())
    const sum = (of: (count: (typeof counts)[number]) => number) =>
      counts.reduce((total, count) => total + of(count), 0)
    const seen = {
      packets: sum(({ packets }) => packets),
      expected: sum(({ expected }) => expected),
      twice: sum(({ twice }) => twice),
      damaged,
      p50: percentile(sorted, 0.5),
      p99: percentile(sorted, 0.99),
    }
    delays = []
    damaged = 0
    return seen
  },
}

function probe(track: Track): void {
  const tally = createTally()
  tallies.push(tally)
  track.setMediaHandler(new RtcpReceivingSession())
  track.onMessage((bytes) => {
    if (isRtcp(bytes)) return
    const at = monotonic()
    const stamp = readStamp(bytes)
    if (stamp === null) {
      damaged += 1
      return
    }
    tally.note(stamp.number)
    delays.push((at - stamp.sentAt) / 1000)
  })
}

/** Without reports a server takes a viewer for gone. */
function reportAbout(track: Track, ssrcs: ReadonlySet<number>): void {
  const reporting = setInterval(() => {
    if (track.isClosed()) clearInterval(reporting)
    if (!track.isOpen()) return
    for (const ssrc of ssrcs) track.sendMessageBinary(receiverReport(ssrc))
  }, reportEvery)
}

answerCalls(calls)
