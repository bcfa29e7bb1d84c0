/** The Markdown of a message, as data. Rendered as text nodes; no HTML is ever made of what somebody wrote (M1). */
export type Inline =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'code'; readonly text: string }
  | { readonly kind: 'strong' | 'em' | 'strike'; readonly children: readonly Inline[] }
  | { readonly kind: 'link'; readonly href: string; readonly text: string }

export type Block =
  | { readonly kind: 'text'; readonly children: readonly Inline[] }
  | { readonly kind: 'code'; readonly text: string }

const fence = /^```[^\n`]*\n([\s\S]*?)\n?```[ \t]*(?:\n|$)/m

export function parseMarkdown(source: string): Block[] {
  const blocks: Block[] = []
  let rest = source
  for (let found = fence.exec(rest); found !== null; found = fence.exec(rest)) {
    pushText(blocks, rest.slice(0, found.index).replace(/\n$/, ''))
    blocks.push({ kind: 'code', text: found[1] ?? '' })
    rest = rest.slice(found.index + found[0].length)
  }
  pushText(blocks, rest)
  return blocks
}

function pushText(blocks: Block[], text: string): void {
  if (text.trim() !== '') blocks.push({ kind: 'text', children: parseInline(text, 0) })
}

const deepest = 8
const wraps = [
  ['**', 'strong'],
  ['~~', 'strike'],
  ['*', 'em'],
  ['_', 'em'],
] as const
const autolink = /(?:https?:\/\/|mailto:)[^\s<>"`]+/iuy
const labelled = /\[([^\]\n]{1,200})\]\(([^()\s]{1,2000})\)/uy

interface Found {
  readonly node: Inline
  readonly end: number
}

function parseInline(text: string, depth: number): Inline[] {
  const nodes: Inline[] = []
  let plain = 0
  let at = 0
  while (at < text.length) {
    const found = depth < deepest ? findAt(text, at, depth) : undefined
    if (found === undefined) {
      at += 1
      continue
    }
    if (plain < at) nodes.push({ kind: 'text', text: text.slice(plain, at) })
    nodes.push(found.node)
    at = found.end
    plain = at
  }
  if (plain < text.length) nodes.push({ kind: 'text', text: text.slice(plain) })
  return nodes
}

function findAt(text: string, at: number, depth: number): Found | undefined {
  switch (text[at]) {
    case '`':
      return findCode(text, at)
    case '[':
      return findLabelled(text, at)
    case 'h':
    case 'H':
    case 'm':
    case 'M':
      return wordBefore(text, at) ? undefined : findAutolink(text, at)
    case '*':
    case '_':
    case '~':
      return findWrapped(text, at, depth)
    default:
      return undefined
  }
}

function findCode(text: string, at: number): Found | undefined {
  const end = text.indexOf('`', at + 1)
  if (end <= at + 1 || text.slice(at, end).includes('\n')) return undefined
  return { node: { kind: 'code', text: text.slice(at + 1, end) }, end: end + 1 }
}

function findWrapped(text: string, at: number, depth: number): Found | undefined {
  for (const [marker, kind] of wraps) {
    if (!text.startsWith(marker, at)) continue
    const from = at + marker.length
    // `snake_case_name` and `2*3*4` are words, not emphasis; `**` alone opens nothing.
    if (marker === '_' && wordBefore(text, at)) continue
    if (/\s/.test(text[from] ?? ' ')) continue
    const end = closing(text, marker, from)
    if (end === undefined) continue
    return {
      node: { kind, children: parseInline(text.slice(from, end), depth + 1) },
      end: end + marker.length,
    }
  }
  return undefined
}

function closing(text: string, marker: string, from: number): number | undefined {
  for (let end = text.indexOf(marker, from); end !== -1; end = text.indexOf(marker, end + 1)) {
    const double = marker.length === 1 && (text[end + 1] === marker || text[end - 1] === marker)
    if (end === from || double || /\s/.test(text[end - 1] ?? '')) continue
    if (marker === '_' && /[\p{L}\p{N}]/u.test(text[end + 1] ?? '')) continue
    return end
  }
  return undefined
}

function findAutolink(text: string, at: number): Found | undefined {
  autolink.lastIndex = at
  // A sentence's full stop, or the bracket around a link, is not part of it.
  const found = autolink.exec(text)?.[0].replace(/[.,;:!?'*_~…。，！？）)\]]+$/u, '')
  const href = safeHref(found)
  if (found === undefined || href === undefined) return undefined
  return { node: { kind: 'link', href, text: found }, end: at + found.length }
}

function findLabelled(text: string, at: number): Found | undefined {
  labelled.lastIndex = at
  const found = labelled.exec(text)
  const href = safeHref(found?.[2])
  if (found === null || href === undefined) return undefined
  const label = found[1] ?? ''
  // A label that looks like an address could promise one place and lead to another.
  const shown = /:\/\/|^www\./i.test(label) ? href : label
  return { node: { kind: 'link', href, text: shown }, end: at + found[0].length }
}

function wordBefore(text: string, at: number): boolean {
  return at > 0 && /[\p{L}\p{N}]/u.test(text[at - 1] ?? '')
}

/** The address as a link may have it: http, https or mailto, else undefined. */
export function safeHref(address: string | undefined): string | undefined {
  if (address === undefined || !URL.canParse(address)) return undefined
  const { protocol, href } = new URL(address)
  return ['http:', 'https:', 'mailto:'].includes(protocol) ? href : undefined
}

/** The text without its markers, on one line, for previews and for reading aloud. */
export function plainText(source: string): string {
  return parseMarkdown(source)
    .map((block) => (block.kind === 'code' ? block.text : block.children.map(inlineText).join('')))
    .join(' ')
    .replaceAll(/\s+/g, ' ')
    .trim()
}

function inlineText(node: Inline): string {
  return 'children' in node ? node.children.map(inlineText).join('') : node.text
}
