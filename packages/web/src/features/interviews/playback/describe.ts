import { Language, type Run, type SessionState } from '@stoa/contract/interviews'
import { languageNames } from '../editor/languageNames.ts'
import type { Mark } from './engine/marks.ts'

/** A run in a few words. */
export function runText({ outcome, tests }: Pick<Run, 'outcome' | 'tests'>): string {
  if (tests.length > 0) {
    const passed = tests.filter((one) => one.passed).length
    return `${passed} of ${tests.length} ${tests.length === 1 ? 'test' : 'tests'} passed`
  }
  return outcomes[outcome]
}

const outcomes = {
  finished: 'finished',
  failed: 'failed',
  stopped: 'stopped by hand',
  timeout: 'ran out of time',
} as const satisfies Record<Run['outcome'], string>

/** Did it do what it should? */
export function wentWell({ outcome, tests }: Pick<Run, 'outcome' | 'tests'>): boolean {
  return outcome === 'finished' && tests.every((one) => one.passed)
}

/** What a mark says, after the name of its person. `state` is the session as it was then. */
export function markText(mark: Mark, state: SessionState): string {
  const name = state.documents.find((one) => one.seq === mark.document)?.name ?? 'a document'
  switch (mark.kind) {
    case 'run':
      return `ran ${name}: ${runText(mark.run)}`
    case 'paste':
      return `pasted into ${name}`
    case 'restore':
      return `went back to a version of ${name}`
    case 'joined':
      return 'joined'
    case 'left':
      return 'left'
    case 'language':
      return `switched ${name} to ${languageText(mark.text)}`
    case 'version':
      return `named this version “${mark.text}”`
    case 'document':
      return `opened ${mark.text}`
    case 'renamed':
      return `renamed a document to ${mark.text}`
    case 'removed':
      return `closed ${mark.text} for everybody`
    case 'note':
      return `noted: ${mark.text}`
  }
}

function languageText(stored: string): string {
  const { success, data } = Language.safeParse(stored)
  return success ? languageNames[data] : stored
}
