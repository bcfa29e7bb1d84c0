import { expect, test } from 'vitest'
import { realPace, skippingPace } from './pace.ts'
import { createPlayer } from './player.ts'

/** Pictures that come when the test says. */
function projector() {
  let show: ((now: number) => void) | undefined
  return {
    nextPicture(next: (now: number) => void) {
      show = next
      return () => {
        show = undefined
      }
    },
    at(now: number) {
      const due = show
      show = undefined
      due?.(now)
    },
    waiting: () => show !== undefined,
  }
}

test('P8: played at a speed, time passes that much faster', () => {
  const pictures = projector()
  const player = createPlayer({ pace: realPace(10_000), nextPicture: pictures.nextPicture })
  player.setSpeed(4)
  player.play()
  pictures.at(100)
  pictures.at(116)
  expect(player.get()).toEqual({ time: 64, playing: true, speed: 4 })
  player.setSpeed(0.5)
  pictures.at(136)
  expect(player.get().time).toBe(74)
})

test('P8: with idle gaps skipped, hours pass in the time that is let pass', () => {
  const pictures = projector()
  const pace = skippingPace(Float64Array.from([0, 3_600_000]), 2000)
  const player = createPlayer({ pace, nextPicture: pictures.nextPicture })
  player.play()
  pictures.at(0)
  pictures.at(1000)
  expect(player.get().time).toBe(1_800_000)
})

test('it stops at the end, and playing again begins at the beginning', () => {
  const pictures = projector()
  const player = createPlayer({ pace: realPace(50), nextPicture: pictures.nextPicture })
  player.play()
  pictures.at(0)
  pictures.at(90)
  expect(player.get()).toEqual({ time: 50, playing: false, speed: 1 })
  expect(pictures.waiting()).toBe(false)
  player.play()
  expect(player.get()).toEqual({ time: 0, playing: true, speed: 1 })
})

test('it can be sought while it plays, and paused at once', () => {
  const pictures = projector()
  const player = createPlayer({ pace: realPace(1000), nextPicture: pictures.nextPicture })
  player.play()
  pictures.at(0)
  player.seek(500)
  pictures.at(10)
  expect(player.get().time).toBe(510)
  player.pause()
  expect(pictures.waiting()).toBe(false)
  player.seek(5000)
  expect(player.get()).toEqual({ time: 1000, playing: false, speed: 1 })
})
