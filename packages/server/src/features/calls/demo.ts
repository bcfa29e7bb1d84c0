import type { UserId } from '@stoa/contract/http'
import { type Page, readPages, savePage } from './creators/store.ts'
import type { Needs } from './needs.ts'

const host: Page = {
  headline: 'Radio voice, early bird, good listener',
  about:
    'I have hosted a morning show for eleven years. Call me about speaking in public, about interviews, or about getting up at four.',
  schedule: 'Weekdays after the show, 10 to 12',
  rate: 120,
  audio: true,
  video: true,
  available: true,
}
const teller: Page = {
  headline: 'Answers late, but answers',
  about: 'Sagas, knitting patterns and how to leave a meeting politely.',
  schedule: 'Evenings, when it is dark anyway',
  rate: 45,
  audio: true,
  video: false,
  available: true,
}

/** Who of the demo's people is a creator, by their place among them. The others have coins to call them with. */
const pages: ReadonlyMap<number, Page> = new Map([
  [0, host],
  [5, teller],
])

/** Cents of a demo coin that each of the others has at first, and the key by which they get them once. */
const coins = 50_00
const key = '5c0ffee0-0000-4000-8000-000000000001'

/** Gives the demo's creators their pages and the others coins: once. */
export async function seedDemo(
  { database, wallet }: Pick<Needs, 'database' | 'wallet'>,
  people: readonly UserId[],
): Promise<void> {
  await database.transaction(async (tx) => {
    const there = await readPages(tx, people)
    for (const [place, user] of people.entries()) {
      const page = pages.get(place)
      if (page === undefined) {
        const gift = { from: 'funding', to: user, amount: coins, kind: 'grant', note: 'Welcome' } as const
        await wallet.transfer(tx, [gift], { owner: user, key })
      } else if (!there.has(user)) await savePage(tx, user, page)
    }
  })
}
