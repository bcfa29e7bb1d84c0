/** The lines that a program is given to read. As in a file, there is none after the last line's end. */
export function linesOf(input: string): string[] {
  const lines = input.split(/\r?\n/)
  if (lines.at(-1) === '') lines.pop()
  return lines
}
