const apartMs = 1_000

export interface KeyframeRequests {
  /** Someone needs a keyframe: asked for now, or as soon as a second has passed since the last request. */
  need(): void
  /** One has come: whoever needed one has it. */
  came(): void
  tick(): void
  readonly asked: number
}

/** At most one request a second to a publisher (S2), however many viewers join or lose pictures. */
export function createKeyframeRequests(options: { now: () => number; ask: () => void }): KeyframeRequests {
  const { now, ask } = options
  let last = Number.NEGATIVE_INFINITY
  let waiting = false
  let asked = 0

  function tick() {
    if (!waiting || now() - last < apartMs) return
    waiting = false
    last = now()
    asked += 1
    ask()
  }

  return {
    need() {
      waiting = true
      tick()
    },
    came() {
      waiting = false
    },
    tick,
    get asked() {
      return asked
    },
  }
}
