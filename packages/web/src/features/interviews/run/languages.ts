import { type Language, runnable } from '@stoa/contract/interviews'

export function runs(language: Language): boolean {
  return runnable.some((one) => one === language)
}
