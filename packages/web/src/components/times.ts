const minute = 60_000
const day = 24 * 60 * minute

export interface TimesOptions {
  readonly locale: string
  readonly timeZone?: string
}

export interface Times {
  /** 14:05 */
  clock(at: number): string
  /** Today, Yesterday, a weekday within the week, else a date. */
  day(at: number, now: number): string
  /** As short as a list has room for: a time today, a weekday this week, else a date. */
  brief(at: number, now: number): string
  /** Date and time in full. */
  full(at: number): string
  /** Equal for two moments of the same local day. */
  dayKey(at: number): string
  /** “just now”, “5 minutes ago”, “yesterday” … */
  ago(at: number, now: number): string
}

/** Makes the formatters once: they are slow to build and every message uses them. */
export function createTimes({ locale, timeZone }: TimesOptions): Times {
  const format = (options: Intl.DateTimeFormatOptions): Intl.DateTimeFormat =>
    new Intl.DateTimeFormat(locale, timeZone === undefined ? options : { ...options, timeZone })
  const clock = format({ hour: 'numeric', minute: '2-digit' })
  const key = format({ year: 'numeric', month: '2-digit', day: '2-digit' })
  const weekday = format({ weekday: 'long' })
  const shortWeekday = format({ weekday: 'short' })
  const date = format({ day: 'numeric', month: 'long' })
  const dated = format({ day: 'numeric', month: 'long', year: 'numeric' })
  const shortDate = format({ day: 'numeric', month: 'numeric', year: '2-digit' })
  const full = format({ dateStyle: 'long', timeStyle: 'short' })
  const year = format({ year: 'numeric' })
  const relative = new Intl.RelativeTimeFormat(locale, { numeric: 'auto' })
  const capital = (text: string): string => text.slice(0, 1).toLocaleUpperCase(locale) + text.slice(1)
  const dayKey = (at: number): string => key.format(at)

  return {
    clock: (at) => clock.format(at),
    dayKey,
    full: (at) => full.format(at),
    day(at, now) {
      if (dayKey(at) === dayKey(now)) return capital(relative.format(0, 'day'))
      if (dayKey(at) === dayKey(now - day)) return capital(relative.format(-1, 'day'))
      if (at > now - 6 * day && at < now) return capital(weekday.format(at))
      return year.format(at) === year.format(now) ? date.format(at) : dated.format(at)
    },
    brief(at, now) {
      if (dayKey(at) === dayKey(now)) return clock.format(at)
      if (at > now - 6 * day && at < now) return shortWeekday.format(at)
      return shortDate.format(at)
    },
    ago(at, now) {
      const gone = Math.max(0, now - at)
      if (gone < minute) return relative.format(0, 'second')
      if (gone < 60 * minute) return relative.format(-Math.floor(gone / minute), 'minute')
      if (gone < day) return relative.format(-Math.floor(gone / (60 * minute)), 'hour')
      return relative.format(-Math.floor(gone / day), 'day')
    },
  }
}
