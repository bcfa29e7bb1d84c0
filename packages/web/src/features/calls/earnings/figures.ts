import type { getEarnings } from '@stoa/contract/calls'
import type { RouteReply } from '@stoa/contract/http'
import { clockText } from '../session/cost.ts'

type Sums = Pick<RouteReply<typeof getEarnings>, 'earned' | 'fees' | 'seconds'>

/** What a period came to. Each call was rounded by itself, so what callers paid is the sum of that, and the figures add up to the cent. */
export function figuresOf(
  { earned, fees, seconds }: Sums,
  coins: (cents: number) => string,
): readonly (readonly [string, string])[] {
  return [
    ['Earned', coins(earned)],
    ['Before the fee', coins(earned + fees)],
    ['Fees', coins(fees)],
    ['Time', clockText(seconds)],
  ]
}
