import type { UserId } from '@stoa/contract/http'
import { type Page, readPages, savePage } from './creators/store.ts'
import type { Needs } from './needs.ts'

/** What the demo's creators tell of themselves, in the order of the demo's people who are creators. */
const pages: readonly Page[] = [
  {
    headline: 'Radio voice, early bird, good listener',
    about:
      'I have hosted a morning show for eleven years. Call me about speaking in public, about interviews, or about getting up at four.',
    schedule: 'Weekdays after the show, 10 to 12',
    rate: 120,
    audio: true,
    video: true,
    available: true,
  },
  {
    headline: 'Answers late, but answers',
    about: 'Sagas, knitting patterns and how to leave a meeting politely.',
    schedule: 'Evenings, when it is dark anyway',
    rate: 45,
    audio: true,
    video: false,
    available: true,
  },
]

/** Gives the demo's creators their pages, where they have none. */
export async function seedDemo(
  { database }: Pick<Needs, 'database'>,
  creators: readonly UserId[],
): Promise<void> {
  await database.transaction(async (tx) => {
    const there = await readPages(tx, creators)
    for (const [index, user] of creators.entries()) {
      const page = pages[index]
      if (page !== undefined && !there.has(user)) await savePage(tx, user, page)
    }
  })
}
