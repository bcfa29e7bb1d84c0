/** A piece of a prompt: a heading of its own, or text between headings. */
export interface PromptPart {
  readonly kind: 'heading' | 'text'
  readonly text: string
  /** Of the line it begins on. */
  readonly line: number
}

/** A prompt's headings (`# …`, outside of code) and what is between them. */
export function promptParts(prompt: string): readonly PromptPart[] {
  const parts: PromptPart[] = []
  let lines: string[] = []
  let from = 0
  let inCode = false
  const close = (next: number) => {
    const text = lines.join('\n').trim()
    if (text !== '') parts.push({ kind: 'text', text, line: from })
    lines = []
    from = next
  }
  for (const [at, line] of prompt.split('\n').entries()) {
    if (line.startsWith('```')) inCode = !inCode
    const heading = inCode ? undefined : /^#{1,6}\s+(.+?)[\s#]*$/.exec(line)?.[1]
    if (heading === undefined) {
      lines.push(line)
      continue
    }
    close(at + 1)
    parts.push({ kind: 'heading', text: heading, line: at })
  }
  close(0)
  return parts
}
