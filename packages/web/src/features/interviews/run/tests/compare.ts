/** Without white space at the end of lines and of the whole, and with one kind of line ending. */
function lines(text: string): string[] {
  return text
    .replaceAll('\r\n', '\n')
    .trimEnd()
    .split('\n')
    .map((line) => line.trimEnd())
}

/** Is this what was expected, white space at the end of lines and of the whole aside? */
export function matches(expected: string, actual: string): boolean {
  return lines(expected).join('\n') === lines(actual).join('\n')
}

/** A line of what was expected beside the one that was written in its place; undefined where there is none. */
export interface ComparedLine {
  readonly expected: string | undefined
  readonly actual: string | undefined
  readonly same: boolean
}

export function compareLines(expected: string, actual: string): ComparedLine[] {
  const [wanted, written] = [lines(expected), lines(actual)]
  return Array.from({ length: Math.max(wanted.length, written.length) }, (_, index) => {
    const [one, other] = [wanted[index], written[index]]
    return { expected: one, actual: other, same: one === other }
  })
}
