import type { peer } from '@stoa/contract/calls'
import type { Time } from '../time/time.ts'
import type { BodyOf } from './body.ts'
import type { Candidate, Description, PeerConnection } from './connection.ts'

export type Told = Pick<BodyOf<typeof peer>, 'round' | 'description' | 'candidate'>

export interface NegotiationOptions<Track> {
  readonly connection: PeerConnection<Track>
  /** Gives way where both offer at once. */
  readonly polite: boolean
  readonly time: Time
  readonly say: (told: Told) => void
  /** An offer was taken: transceivers can be made ready before it is answered. */
  readonly offered: () => Promise<void>
  readonly report: (error: unknown) => void
}

/** Perfect negotiation (C4) over signals that may be lost, late, doubled and out of order. */
export interface Negotiation {
  hear(told: Told): void
  stop(): void
}

/** Before an unanswered offer is said again, in milliseconds; the last one repeats. */
const patience = [1000, 2000, 4000] as const
/** Candidates held that fit no description yet. */
const most = 64

/**
 * Everything happens in one line, one after the other, so that a collision shows in `signalingState` alone. Offers are numbered: a
 * repeated one is answered again, an answer to an older one is left out. A description is said again when all its candidates are in it.
 */
export function createNegotiation<Track>(options: NegotiationOptions<Track>): Negotiation {
  const { connection, polite, time, say, offered, report } = options
  let line: Promise<void> = Promise.resolve()
  let stopped = false
  /** The number of my newest offer, and of the newest of the other's that I took. */
  let mine = 0
  let theirs = 0
  /** Candidates of descriptions that did not come yet. */
  let early: Candidate[] = []
  let cancel = () => {}

  function inLine(work: () => Promise<void>): void {
    line = line
      .then(() => (stopped ? undefined : work()))
      .catch((error: unknown) => {
        if (!stopped) report(error)
      })
  }

  function current(): Told | undefined {
    const { localDescription: local } = connection
    if (local === null || (local.type !== 'offer' && local.type !== 'answer')) return undefined
    return {
      round: local.type === 'offer' ? mine : theirs,
      description: { type: local.type, sdp: local.sdp },
    }
  }

  function sayCurrent(): void {
    const told = current()
    if (told !== undefined) say(told)
  }

  async function offer(): Promise<void> {
    // What is under way comes first; the connection asks again after it.
    if (connection.signalingState !== 'stable') return
    await connection.setLocalDescription()
    if (connection.localDescription?.type !== 'offer') return
    mine += 1
    sayCurrent()
    insist(0)
  }

  function insist(attempt: number): void {
    cancel()
    cancel = time.after(patience[attempt] ?? 4000, () => {
      if (stopped || connection.signalingState !== 'have-local-offer') return
      sayCurrent()
      insist(attempt + 1)
    })
  }

  async function take(round: number, description: Description): Promise<void> {
    if (description.type === 'offer') await takeOffer(round, description)
    else if (description.type === 'answer') await takeAnswer(round, description)
  }

  async function takeOffer(round: number, description: Description): Promise<void> {
    if (round < theirs) return
    // One whose answer was lost under an offer of one's own counts as a new one.
    if (round === theirs && !(polite && connection.signalingState === 'have-local-offer')) {
      await addAll(description)
      if (connection.localDescription?.type === 'answer') sayCurrent()
      return
    }
    // Both have offered: the polite one takes its own back, the other one does as if it had heard nothing.
    if (connection.signalingState !== 'stable' && !polite) return
    await connection.setRemoteDescription(description)
    theirs = round
    await addEarly()
    await offered()
    await connection.setLocalDescription()
    sayCurrent()
  }

  async function takeAnswer(round: number, description: Description): Promise<void> {
    if (round !== mine) return
    if (connection.signalingState !== 'have-local-offer') return await addAll(description)
    cancel()
    await connection.setRemoteDescription(description)
    await addEarly()
  }

  async function add(candidate: Candidate): Promise<void> {
    if (fits(candidate, connection.remoteDescription)) await connection.addIceCandidate(candidate)
    else early = [...early, candidate].slice(-most)
  }

  async function addEarly(): Promise<void> {
    const held = early
    early = []
    for (const candidate of held) await add(candidate)
  }

  /** A description that is held already may have come with candidates that did not. */
  async function addAll(description: Description): Promise<void> {
    for (const candidate of candidatesIn(description.sdp))
      if (fits(candidate, connection.remoteDescription)) await connection.addIceCandidate(candidate)
  }

  connection.addEventListener('negotiationneeded', () => inLine(offer))
  connection.addEventListener('icecandidate', ({ candidate }) => {
    // The end of candidates is told by the description that has them all.
    if (stopped || candidate == null || candidate.candidate === '') return
    const { sdpMid, sdpMLineIndex, usernameFragment } = candidate
    say({ candidate: { candidate: candidate.candidate, sdpMid, sdpMLineIndex, usernameFragment } })
  })
  connection.addEventListener('icegatheringstatechange', () => {
    if (!stopped && connection.iceGatheringState === 'complete') sayCurrent()
  })

  return {
    hear({ round, description, candidate }) {
      if (description !== undefined && round !== undefined) inLine(() => take(round, description))
      if (candidate != null) inLine(() => add(candidate))
    },
    stop() {
      stopped = true
      cancel()
    },
  }
}

function fits({ usernameFragment }: Candidate, description: Description | null): boolean {
  if (description === null) return false
  return usernameFragment === null || description.sdp.includes(`a=ice-ufrag:${usernameFragment}`)
}

/** The candidates written in a description, each with its section's number and fragment. */
export function candidatesIn(sdp: string): Candidate[] {
  const found: Candidate[] = []
  let section = -1
  let mid: string | null = null
  let fragment: string | null = null
  let held: string[] = []
  const close = () => {
    for (const candidate of held)
      found.push({ candidate, sdpMid: mid, sdpMLineIndex: section, usernameFragment: fragment })
    held = []
    mid = null
  }
  for (const line of sdp.split(/\r?\n/)) {
    if (line.startsWith('m=')) {
      close()
      section += 1
    } else if (line.startsWith('a=mid:')) mid = line.slice(6)
    else if (line.startsWith('a=ice-ufrag:')) fragment = line.slice(12)
    else if (line.startsWith('a=candidate:')) held.push(line.slice(2))
  }
  close()
  return found
}
