import type { Language } from '@stoa/contract/interviews'
import * as Y from 'yjs'

/** What the first document is called in each language. */
export const mainNames: Readonly<Record<Language, string>> = {
  text: 'main.txt',
  javascript: 'main.js',
  typescript: 'main.ts',
  python: 'main.py',
  sql: 'main.sql',
  java: 'Main.java',
  cpp: 'main.cpp',
  go: 'main.go',
  rust: 'main.rs',
  ruby: 'main.rb',
  php: 'main.php',
}

/** The update that writes this text into an empty code document, in base64. Editors know one kind of line end only. */
export function starterUpdate(text: string): string {
  const doc = new Y.Doc()
  doc.getText('text').insert(0, text.replaceAll(/\r\n?/g, '\n'))
  const update = Buffer.from(Y.encodeStateAsUpdate(doc)).toString('base64')
  doc.destroy()
  return update
}
