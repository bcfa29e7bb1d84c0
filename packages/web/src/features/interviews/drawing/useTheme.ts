import { useSyncExternalStore } from 'react'
import { useSelector } from 'react-redux'
import { selectTheme } from '../../../components/theme.ts'

const dark = '(prefers-color-scheme: dark)'

/** The theme that is shown: the chosen one, or else the system's. */
export function useTheme(): 'light' | 'dark' {
  const chosen = useSelector(selectTheme)
  const system = useSyncExternalStore(
    (changed) => {
      const query = matchMedia(dark)
      query.addEventListener('change', changed)
      return () => query.removeEventListener('change', changed)
    },
    () => (matchMedia(dark).matches ? 'dark' : 'light'),
  )
  return chosen === 'system' ? system : chosen
}
