import { Fault } from '@stoa/contract/http'
import { useCallback, useState } from 'react'

export interface Task {
  readonly busy: boolean
  readonly fault: Fault | undefined
  /** Runs it; true where it went well. What it rejects with is kept in `fault`. */
  run(work: () => Promise<unknown>): Promise<boolean>
  clear(): void
}

/** Something a person started and waits for: busy while it runs, with its fault where it failed. */
export function useTask(): Task {
  const [busy, setBusy] = useState(false)
  const [fault, setFault] = useState<Fault>()
  const run = useCallback(async (work: () => Promise<unknown>) => {
    setBusy(true)
    setFault(undefined)
    try {
      await work()
      return true
    } catch (error) {
      setFault(asFault(error))
      return false
    } finally {
      setBusy(false)
    }
  }, [])
  const clear = useCallback(() => setFault(undefined), [])
  return { busy, fault, run, clear }
}

/** Anything thrown as a Fault: what is not one already is a failure to reach the server. */
export function asFault(error: unknown): Fault {
  if (error instanceof Fault) return error
  return new Fault('UNAVAILABLE', 'The server could not be reached. Check your connection and try again.', {
    cause: error,
  })
}
