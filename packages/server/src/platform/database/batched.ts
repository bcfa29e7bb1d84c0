import { setTimeout as delay } from 'node:timers/promises'

/**
 * A loader of many made into a loader of one: keys asked for while a load is under way, or within one turn of the event
 * loop, go into the next load together. `load` answers in the order of its keys. Where there is a `pause`, in milliseconds, each load
 * first waits for so long, so that more of what need not be quick shares it.
 */
export function batched<K, V>(
  load: (keys: readonly K[]) => Promise<readonly V[]>,
  most = 500,
  pause = 0,
): (key: K) => Promise<V> {
  const waiting: { key: K; resolve: (value: V) => void; reject: (error: unknown) => void }[] = []
  let running = false

  async function run(): Promise<void> {
    while (waiting.length > 0) {
      if (pause > 0) await delay(pause)
      const taken = waiting.splice(0, most)
      try {
        const values = await load(taken.map((one) => one.key))
        if (values.length !== taken.length) throw new Error('a batched load must answer every key')
        taken.forEach((one, index) => {
          one.resolve(values[index] as V)
        })
      } catch (error) {
        for (const one of taken) one.reject(error)
      }
    }
    running = false
  }

  return (key) =>
    new Promise((resolve, reject) => {
      waiting.push({ key, resolve, reject })
      if (running) return
      running = true
      setImmediate(() => void run())
    })
}
