import type { Me, Profile } from '@stoa/contract/accounts'
import { UserId } from '@stoa/contract/http'

/** The people of the preview. */
const names = [
  ['Ada Lovelace', 'Number, symbol, and a little poetry.'],
  ['Zeno of Citium', 'Man conquers the world by conquering himself.'],
  ['林美玲', '海邊散步的人。'],
  ['Chrysippus', ''],
  ['Hypatia', 'Reserve your right to think.'],
  ['Maximiliano Alejandro Fernández de la Vega y Rodríguez-Castellanos', 'A name is a story.'],
  ['山田 花子', '港町の写真を撮っています。'],
  ['Cleanthes', ''],
  ['김민준', ''],
  ['Фёдор Достоевский', ''],
  ['Aspasia', 'Salon on Thursdays.'],
  ['ليلى حداد', ''],
] as const

export const users = names.map((_, index) =>
  UserId.parse(`00000000-0000-4000-8000-${String(index + 1).padStart(12, '0')}`),
)

export function castOf(now: number): { me: Me; profiles: Profile[] } {
  const profiles = names.map(([name, about], index) => ({
    id: users[index] ?? UserId.parse(''),
    name,
    about,
    picture: `/pictures/none/${index}`,
    role: 'user' as const,
    lastSeen: now - index * 47 * 60_000,
  }))
  const [first] = profiles
  if (first === undefined) throw new Error('The cast is empty')
  const me: Me = {
    ...first,
    email: 'ada@example.org',
    timeZone: 'Europe/Athens',
    language: 'en',
    birthDate: null,
    demo: false,
    createdAt: now - 90 * 86_400_000,
    blocked: users.slice(9, 10),
  }
  return { me, profiles }
}
