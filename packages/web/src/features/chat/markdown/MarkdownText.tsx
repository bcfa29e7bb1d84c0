import { createElement, Fragment, useMemo } from 'react'
import { type Block, type Inline, parseMarkdown } from './parse.ts'

/** A message's text with its small Markdown, as text nodes. */
export function MarkdownText({ text }: { readonly text: string }) {
  const blocks = useMemo(() => parseMarkdown(text), [text])
  return createElement(Fragment, null, ...blocks.map(showBlock))
}

function showBlock(block: Block) {
  if (block.kind === 'code') {
    return (
      <pre className="my-1 whitespace-pre-wrap break-words rounded-lg bg-ink/7 px-3 py-2 font-mono text-[0.8125rem]">
        <code>{block.text}</code>
      </pre>
    )
  }
  return (
    <span className="whitespace-pre-wrap break-words [overflow-wrap:anywhere]">
      <Inlines nodes={block.children} />
    </span>
  )
}

function Inlines({ nodes }: { readonly nodes: readonly Inline[] }) {
  return createElement(Fragment, null, ...nodes.map(show))
}

function show(node: Inline) {
  switch (node.kind) {
    case 'text':
      return node.text
    case 'code':
      return <code className="rounded bg-ink/7 px-1 py-0.5 font-mono text-[0.85em]">{node.text}</code>
    case 'strong':
      return (
        <strong className="font-semibold">
          <Inlines nodes={node.children} />
        </strong>
      )
    case 'em':
      return (
        <em>
          <Inlines nodes={node.children} />
        </em>
      )
    case 'strike':
      return (
        <s>
          <Inlines nodes={node.children} />
        </s>
      )
    case 'link':
      return (
        <a
          href={node.href}
          target="_blank"
          rel="noopener noreferrer nofollow"
          title={node.href}
          className="text-accent-strong underline underline-offset-2"
        >
          {node.text}
        </a>
      )
  }
}
