import { useEffect } from 'react'

/** Has the browser ask before the page is closed or left. */
export function useLeaveWarning(warns: boolean): void {
  useEffect(() => {
    if (!warns) return
    const ask = (event: BeforeUnloadEvent) => event.preventDefault()
    addEventListener('beforeunload', ask)
    return () => removeEventListener('beforeunload', ask)
  }, [warns])
}
