import type { Time } from '../time/time.ts'

/** Said again this often while typing goes on. */
const repeat = 3_000
/** Typing has stopped after this long without a key. */
const silence = 2_000

export interface Keystrokes {
  pressed(): void
  /** What was typed was sent: everybody sees that by itself. */
  done(): void
  /** Says that typing has stopped, where it was said to go on. */
  stop(): void
}

/** Makes few signals out of many keystrokes. */
export function createKeystrokes(time: Time, say: (typing: boolean) => void): Keystrokes {
  let saidAt: number | undefined
  let cancel = () => {}

  function stop(): void {
    cancel()
    if (saidAt !== undefined) say(false)
    saidAt = undefined
  }

  return {
    pressed() {
      const now = time.now()
      if (saidAt === undefined || now - saidAt >= repeat) {
        saidAt = now
        say(true)
      }
      cancel()
      cancel = time.after(silence, stop)
    },
    done() {
      cancel()
      saidAt = undefined
    },
    stop,
  }
}
