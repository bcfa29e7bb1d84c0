import type { Language } from '@stoa/contract/interviews'

/** Languages as they are called, in the order in which they are offered. */
export const languageNames: Readonly<Record<Language, string>> = {
  javascript: 'JavaScript',
  typescript: 'TypeScript',
  python: 'Python',
  sql: 'SQL',
  java: 'Java',
  cpp: 'C++',
  go: 'Go',
  rust: 'Rust',
  ruby: 'Ruby',
  php: 'PHP',
  text: 'Plain text',
}

/** What the names of files in a language end with. */
export const languageEndings: Readonly<Record<Language, string>> = {
  javascript: 'js',
  typescript: 'ts',
  python: 'py',
  sql: 'sql',
  java: 'java',
  cpp: 'cpp',
  go: 'go',
  rust: 'rs',
  ruby: 'rb',
  php: 'php',
  text: 'txt',
}
