/** A sound made of tones, until it is stopped. */
export interface Ringing {
  stop(): void
}

export interface Tune {
  /** Hertz, sounded together. */
  readonly tones: readonly number[]
  /** Seconds of sound and of silence, in turn. */
  readonly pattern: readonly number[]
  readonly volume: number
}

export const incoming: Tune = { tones: [587.33, 739.99], pattern: [0.35, 0.15, 0.35, 1.6], volume: 0.12 }
export const calling: Tune = { tones: [440], pattern: [1, 3], volume: 0.04 }

/**
 * Rings by Web Audio. Browsers are silent until somebody has touched the page: it then begins at the first touch, and until then the screen
 * has to do.
 */
export function ring({ tones, pattern, volume }: Tune): Ringing {
  const context = new AudioContext()
  const gain = context.createGain()
  gain.gain.value = 0
  gain.connect(context.destination)
  const sources = tones.map((frequency) => {
    const source = context.createOscillator()
    source.frequency.value = frequency
    source.connect(gain)
    source.start()
    return source
  })
  let next = 0
  const plan = () => {
    // A few seconds ahead, so that a throttled timer is not heard.
    if (next < context.currentTime) next = context.currentTime
    while (next < context.currentTime + 6) {
      pattern.forEach((length, index) => {
        gain.gain.setTargetAtTime(index % 2 === 0 ? volume : 0, next, 0.015)
        next += length
      })
    }
  }
  plan()
  const timer = setInterval(plan, 2000)
  const wake = () => {
    if (context.state === 'suspended') void context.resume()
  }
  const touches = ['pointerdown', 'keydown'] as const
  for (const touch of touches) addEventListener(touch, wake)
  return {
    stop() {
      clearInterval(timer)
      for (const touch of touches) removeEventListener(touch, wake)
      for (const source of sources) source.stop()
      void context.close()
    },
  }
}
