import type { Question, QuestionContent, Template, TestCase } from '@stoa/contract/interviews'
import type * as z from 'zod'

type Content = z.output<typeof QuestionContent>

/** What a question can be made of: one of the library, a template, or nothing yet. */
export const emptyContent: Content = {
  title: '',
  language: 'javascript',
  prompt: '',
  code: '',
  tests: [],
  hiddenTests: [],
  rubric: [],
}

/** What may be changed of a question. */
export function contentOf({ id: _, updatedAt: __, ...content }: Question): Content {
  return content
}

export function contentOfTemplate(template: Template, newId: () => string): Content {
  const { title, language, prompt, code } = template
  return {
    ...emptyContent,
    title,
    language,
    prompt,
    code,
    tests: template.tests.map((one) => ({ ...one, id: newId() })),
  }
}

/** Another one like it. Its test cases are others too. */
export function copyOf(content: Content, newId: () => string): Content {
  const others = (cases: readonly TestCase[]) => cases.map((one) => ({ ...one, id: newId() }))
  return {
    ...content,
    // A title has at most 100 characters.
    title: `${content.title.slice(0, 93).trimEnd()} (copy)`,
    tests: others(content.tests),
    hiddenTests: others(content.hiddenTests),
  }
}

/** What stands in the way of saving it, in words; undefined for nothing. */
export function problemIn(content: Content): string | undefined {
  if (content.title.trim() === '') return 'Give it a title.'
  const unnamed = [...content.tests, ...content.hiddenTests].some((one) => one.name.trim() === '')
  return unnamed ? 'Give every test a name.' : undefined
}

/** Those whose title, prompt or language holds every word that is searched for. */
export function matching<T extends Pick<Content, 'title' | 'prompt' | 'language'>>(
  questions: readonly T[],
  words: string,
): readonly T[] {
  const wanted = words
    .toLocaleLowerCase()
    .split(/\s+/)
    .filter((word) => word !== '')
  return questions.filter(({ title, prompt, language }) => {
    const text = `${title}\n${language}\n${prompt}`.toLocaleLowerCase()
    return wanted.every((word) => text.includes(word))
  })
}
