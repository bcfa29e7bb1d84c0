import { randomUUID } from 'node:crypto'
import type { UserId } from '@stoa/contract/http'

/** How many pay, and how many of them everybody pays to. */
const payers = 1_000
const favourites = 20

export interface Town {
  readonly payers: readonly UserId[]
  readonly favourites: readonly UserId[]
}

/** A transfer of the benchmark: from one of many to one of few, or to the house, which is the hottest account of all. */
export interface Move {
  readonly from: UserId
  readonly to: UserId | 'fees'
  readonly amount: number
  readonly key: string
}

export function foundTown(): Town {
  const people = (count: number) => Array.from({ length: count }, () => randomUUID() as UserId)
  return { payers: people(payers), favourites: people(favourites) }
}

/** A third goes to the house, as fees do. */
export function nextMove(town: Town, random: () => number): Move {
  const one = (of: readonly UserId[]) => of[Math.floor(random() * of.length)] ?? ('' as UserId)
  return {
    from: one(town.payers),
    to: random() < 1 / 3 ? 'fees' : one(town.favourites),
    amount: 1 + Math.floor(random() * 100),
    key: randomUUID(),
  }
}

/** Keeps `width` of `count` moves under way; gives the seconds until all are durable. */
export async function drive(options: {
  readonly count: number
  readonly width: number
  readonly next: () => Move
  readonly carryOut: (move: Move) => Promise<unknown>
}): Promise<number> {
  let left = options.count
  const began = performance.now()
  async function worker(): Promise<void> {
    while (left > 0) {
      left -= 1
      await options.carryOut(options.next())
    }
  }
  await Promise.all(Array.from({ length: options.width }, worker))
  return (performance.now() - began) / 1000
}
