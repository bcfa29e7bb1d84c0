import { useNow } from '../../../components/useNow.ts'

/** The time, renewed often enough for a clock that shows seconds not to skip one. */
export function useSeconds(): number {
  return useNow(500)
}
