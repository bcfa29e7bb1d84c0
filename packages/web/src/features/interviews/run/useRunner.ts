import { useEffect, useState } from 'react'
import { createRunner, type Runner } from './sandbox/runner.ts'

/** A runner for as long as the component is there; undefined before the first render is done. */
export function useRunner(): Runner | undefined {
  const [runner, setRunner] = useState<Runner>()
  useEffect(() => {
    const made = createRunner()
    setRunner(made)
    return () => made.close()
  }, [])
  return runner
}
