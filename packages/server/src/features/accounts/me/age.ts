/** Years somebody must have behind them to have an account (A4). */
const youngest = 13

/** Had this birth date's thirteenth birthday come at `now`? Dates are those of the calendar in UTC. */
export function isTooYoung(birthDate: string, now: number): boolean {
  const today = new Date(now).toISOString().slice(0, 10)
  const [year = '', rest = ''] = [birthDate.slice(0, 4), birthDate.slice(4)]
  const birthday = `${String(Number(year) + youngest).padStart(4, '0')}${rest}`
  return birthday > today
}
