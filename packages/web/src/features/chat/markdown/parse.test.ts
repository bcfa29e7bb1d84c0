import { describe, expect, test } from 'vitest'
import { parseMarkdown, plainText, safeHref } from './parse.ts'

const inline = (text: string) =>
  parseMarkdown(text).flatMap((block) => (block.kind === 'text' ? block.children : []))

describe('the Markdown of a message', () => {
  test('M1: HTML is text like any other', () => {
    expect(inline('<img src=x onerror=alert(1)>')).toEqual([
      { kind: 'text', text: '<img src=x onerror=alert(1)>' },
    ])
  })

  test('bold, italic and struck text may hold one another', () => {
    expect(inline('a **b *c* ~~d~~** e')).toEqual([
      { kind: 'text', text: 'a ' },
      {
        kind: 'strong',
        children: [
          { kind: 'text', text: 'b ' },
          { kind: 'em', children: [{ kind: 'text', text: 'c' }] },
          { kind: 'text', text: ' ' },
          { kind: 'strike', children: [{ kind: 'text', text: 'd' }] },
        ],
      },
      { kind: 'text', text: ' e' },
    ])
  })

  test.each(['snake_case_name', '2 * 3 * 4', '**', '* list', '~~', 'a_b', '`', '[x]', '****'])(
    'a marker that marks nothing stays as written: %s',
    (text) => {
      expect(inline(text)).toEqual([{ kind: 'text', text }])
    },
  )

  test('inline code keeps what is in it', () => {
    expect(inline('run `a **b**` now')[1]).toEqual({ kind: 'code', text: 'a **b**' })
  })

  test('a fenced block keeps its lines and leaves the text around it', () => {
    expect(parseMarkdown('before\n```ts\nconst a = 1\n\nb()\n```\nafter')).toEqual([
      { kind: 'text', children: [{ kind: 'text', text: 'before' }] },
      { kind: 'code', text: 'const a = 1\n\nb()' },
      { kind: 'text', children: [{ kind: 'text', text: 'after' }] },
    ])
  })

  test('an address becomes a link without the full stop after it', () => {
    expect(inline('(see https://example.org/a?b=1).')[1]).toEqual({
      kind: 'link',
      href: 'https://example.org/a?b=1',
      text: 'https://example.org/a?b=1',
    })
  })

  test('a labelled link that shows another address shows its true one', () => {
    expect(inline('[https://bank.example](https://evil.example)')).toEqual([
      { kind: 'link', href: 'https://evil.example/', text: 'https://evil.example/' },
    ])
  })

  test.each([
    'javascript:alert(1)',
    'data:text/html,x',
    'vbscript:x',
    ' javascript:x',
    'file:///etc/passwd',
    'nonsense',
  ])('M1: %s is no link', (address) => {
    expect(safeHref(address)).toBeUndefined()
    expect(inline(`[x](${address})`).some((node) => node.kind === 'link')).toBe(false)
  })

  test('markers nested without end are read without exhausting the stack', () => {
    expect(plainText(`${'*'.repeat(2500)}a${'*'.repeat(2499)}`)).toContain('a')
  })

  test('the plain text of a message is one line without markers', () => {
    expect(plainText('**Hi**\n`x` [here](https://a.example)\n```\ncode\n```')).toBe('Hi x here code')
  })
})
