import type { Language } from './languages.ts'

/** What an interview can begin from. `tests` are visible. */
export interface Template {
  readonly id: string
  readonly title: string
  readonly language: Language
  readonly prompt: string
  readonly code: string
  readonly tests: readonly { readonly name: string; readonly input: string; readonly expected: string }[]
}

export const templates: readonly Template[] = [
  {
    id: 'two-sum',
    title: 'Two sum',
    language: 'python',
    prompt: `# Two sum

The first line of the input has numbers, separated by spaces; the second line has a target.
Print the positions (counting from 0) of the two numbers that add up to the target, the smaller one first.

Exactly one pair does.`,
    code: `numbers = [int(word) for word in input().split()]
target = int(input())

# Print the two positions, separated by a space.
`,
    tests: [
      { name: 'the first two', input: '2 7 11 15\n9', expected: '0 1' },
      { name: 'the same number twice', input: '3 3\n6', expected: '0 1' },
    ],
  },
  {
    id: 'brackets',
    title: 'Balanced brackets',
    language: 'javascript',
    prompt: `# Balanced brackets

The input is one line of brackets: \`()[]{}\`. Print \`yes\` where each closes in the right order, and \`no\` where not.`,
    code: `const line = readline() ?? ''

function balanced(text) {
  return false
}

console.log(balanced(line) ? 'yes' : 'no')
`,
    tests: [
      { name: 'nested', input: '{[()]}', expected: 'yes' },
      { name: 'crossed', input: '([)]', expected: 'no' },
      { name: 'empty', input: '', expected: 'yes' },
    ],
  },
  {
    id: 'top-customers',
    title: 'Top customers',
    language: 'sql',
    prompt: `# Top customers

\`orders (customer text, amount integer)\` has every order. List the two customers who spent the most, the biggest spender
first, with what they spent.`,
    code: `CREATE TABLE orders (customer text, amount integer);
INSERT INTO orders VALUES ('ada', 30), ('bob', 10), ('ada', 5), ('cyd', 20);

SELECT customer, amount FROM orders;
`,
    tests: [],
  },
  {
    id: 'lru-cache',
    title: 'Least recently used cache',
    language: 'typescript',
    prompt: `# Least recently used cache

Write a cache of a fixed size. When it is full, setting a new key throws out the one that was used longest ago.
Both \`get\` and \`set\` should take constant time.`,
    code: `class Cache<K, V> {
  constructor(readonly size: number) {}

  get(key: K): V | undefined {
    return undefined
  }

  set(key: K, value: V): void {}
}

const cache = new Cache<string, number>(2)
cache.set('a', 1)
cache.set('b', 2)
cache.get('a')
cache.set('c', 3)
console.log(cache.get('a'), cache.get('b'), cache.get('c')) // 1 undefined 3
`,
    tests: [],
  },
]
