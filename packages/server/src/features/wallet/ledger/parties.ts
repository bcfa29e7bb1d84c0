import type { UserId } from '@stoa/contract/http'

/**
 * The house's accounts. `funding`: where coins come from as they are bought or granted, so it is below zero by what is in people's
 * hands; `fees`: the house's part of calls; `payouts`: coins that were paid out in money.
 */
export const houses = ['funding', 'fees', 'payouts'] as const
export type House = (typeof houses)[number]

/** One side of a transfer. Which of the house's two accounts is meant, real or demo, follows from the other side. */
export type Party = UserId | House

export type AccountId = string

const ids: Record<House, { readonly real: AccountId; readonly demo: AccountId }> = {
  funding: { real: 'ffffffff-ffff-8fff-bfff-fffffffffff1', demo: 'ffffffff-ffff-8fff-bfff-fffffffffffa' },
  fees: { real: 'ffffffff-ffff-8fff-bfff-fffffffffff2', demo: 'ffffffff-ffff-8fff-bfff-fffffffffffb' },
  payouts: { real: 'ffffffff-ffff-8fff-bfff-fffffffffff3', demo: 'ffffffff-ffff-8fff-bfff-fffffffffffc' },
}
const houseIds: ReadonlySet<AccountId> = new Set(Object.values(ids).flatMap(({ real, demo }) => [real, demo]))

export function isHouse(party: Party): party is House {
  return houses.some((house) => house === party)
}

/** The account's id; `demo` says of which coins it is. */
export function accountOf(party: Party, demo: boolean): AccountId {
  return isHouse(party) ? ids[party][demo ? 'demo' : 'real'] : party
}

export function isHouseAccount(id: AccountId): boolean {
  return houseIds.has(id)
}
