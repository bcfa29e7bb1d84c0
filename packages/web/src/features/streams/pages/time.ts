/** In words: how many watch. */
export function viewersText(count: number): string {
  return count === 1 ? '1 viewer' : `${count} viewers`
}

/** What a field of date and time holds, in the reader's own time zone. */
export function localInput(at: Date): string {
  const two = (value: number) => String(value).padStart(2, '0')
  const day = `${at.getFullYear()}-${two(at.getMonth() + 1)}-${two(at.getDate())}`
  return `${day}T${two(at.getHours())}:${two(at.getMinutes())}`
}
