import { createContext, use, useLayoutEffect } from 'react'

/** Shows the way to all places beside a page whose route says that it needs the whole screen, until it is told otherwise. */
export const PlacesContext = createContext<(shown: boolean) => void>(() => {})

/** For what such a page shows once it needs the whole screen no more. */
export function usePlacesBeside(): void {
  const show = use(PlacesContext)
  useLayoutEffect(() => {
    show(true)
    return () => show(false)
  }, [show])
}
