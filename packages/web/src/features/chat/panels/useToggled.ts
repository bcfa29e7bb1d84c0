import { useCallback, useState } from 'react'

/** Things chosen, by id: toggling one adds or takes it back. */
export function useToggled<T extends { readonly id: string }>() {
  const [chosen, setChosen] = useState<readonly T[]>([])
  const toggle = useCallback((one: T) => {
    setChosen((before) =>
      before.some((other) => other.id === one.id)
        ? before.filter((other) => other.id !== one.id)
        : [...before, one],
    )
  }, [])
  const clear = useCallback(() => setChosen([]), [])
  return [chosen, toggle, clear] as const
}
