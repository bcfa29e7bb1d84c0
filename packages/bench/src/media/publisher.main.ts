import { answerCalls } from '../frame/child.ts'
import { asksKeyframe, audio, audioPacket, isRtcp, senderReport, video, videoPacket } from './packets.ts'
import { offering, type Peer } from './peer.ts'
import type { PublisherCalls } from './publisher.ts'

/** A browser's pacer spreads a frame's packets over this share of the time until the next. */
const spread = 0.4
const keyframeEvery = 4 * video.perSecond

let peer: Peer | undefined
let resting = false

const calls: PublisherCalls = {
  async offer() {
    peer = await offering('publisher', 'SendOnly')
    return peer.offer
  },
  async accept(answer) {
    if (peer === undefined) throw new Error('nothing was offered')
    await peer.accept(answer)
    send(peer)
  },
  rest(now) {
    resting = now
  },
}

function send({ picture, sound }: Peer): void {
  const began = performance.now()
  let wanted = true
  let keyframe = false
  let seen = 0
  let heard = 0
  // Places in time, of frames and of pieces of sound.
  let slot = 0
  let place = 0
  let reported = 0
  picture.onMessage((bytes) => {
    if (isRtcp(bytes) && asksKeyframe(bytes)) wanted = true
  })

  function frames(passed: number): void {
    for (;;) {
      const within = seen % video.packets
      if (((slot + (within / video.packets) * spread) * 1000) / video.perSecond > passed) return
      if (within === 0 && resting && slot % video.perSecond !== 0) {
        slot += 1
        continue
      }
      if (within === 0) {
        keyframe = wanted || (seen / video.packets) % keyframeEvery === 0
        wanted = false
      }
      picture.sendMessageBinary(videoPacket(seen, slot, keyframe))
      seen += 1
      if (within === video.packets - 1) slot += 1
    }
  }

  function tick(): void {
    const passed = performance.now() - began
    frames(passed)
    for (; (place * 1000) / audio.perSecond <= passed; place += 1) {
      if (resting && place % audio.perSecond !== 0) continue
      sound.sendMessageBinary(audioPacket(heard, place))
      heard += 1
    }
    if (passed - reported < 1000) return
    reported = passed
    const seconds = passed / 1000
    picture.sendMessageBinary(senderReport(video, { packets: seen, bytes: seen * video.bytes, seconds }))
    sound.sendMessageBinary(senderReport(audio, { packets: heard, bytes: heard * audio.bytes, seconds }))
  }
  setInterval(tick, 1)
}

answerCalls(calls)
