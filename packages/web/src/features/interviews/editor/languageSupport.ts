import { StreamLanguage } from '@codemirror/language'
import type { Extension } from '@codemirror/state'
import { EditorView } from '@codemirror/view'
import type { Language } from '@stoa/contract/interviews'

/** The highlighting, indentation and completion of a language, loaded when it is first needed. */
export async function languageSupport(language: Language): Promise<Extension> {
  switch (language) {
    // Prose is read whole, whatever is chosen for code.
    case 'text':
      return EditorView.lineWrapping
    case 'javascript':
      return (await import('@codemirror/lang-javascript')).javascript({ jsx: true })
    case 'typescript':
      return (await import('@codemirror/lang-javascript')).javascript({ typescript: true })
    case 'python':
      return (await import('@codemirror/lang-python')).python()
    case 'sql': {
      const { PostgreSQL, sql } = await import('@codemirror/lang-sql')
      return sql({ dialect: PostgreSQL })
    }
    case 'java':
      return (await import('@codemirror/lang-java')).java()
    case 'cpp':
      return (await import('@codemirror/lang-cpp')).cpp()
    case 'go':
      return (await import('@codemirror/lang-go')).go()
    case 'rust':
      return (await import('@codemirror/lang-rust')).rust()
    case 'ruby':
      return StreamLanguage.define((await import('@codemirror/legacy-modes/mode/ruby')).ruby)
    case 'php':
      return (await import('@codemirror/lang-php')).php({ plain: true })
  }
}
