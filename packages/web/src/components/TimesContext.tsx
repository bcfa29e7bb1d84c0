import { createContext, type ReactNode, useContext, useMemo } from 'react'
import { createTimes, type Times } from './times.ts'

const TimesContext = createContext<Times | undefined>(undefined)

export function TimesProvider({
  locale,
  children,
}: {
  readonly locale: string
  readonly children: ReactNode
}) {
  const times = useMemo(() => createTimes({ locale }), [locale])
  return <TimesContext value={times}>{children}</TimesContext>
}

/** Dates and times as the reader's language writes them, in the time zone of their device. */
export function useTimes(): Times {
  const times = useContext(TimesContext)
  if (times === undefined) throw new Error('useTimes needs a TimesProvider above it')
  return times
}
