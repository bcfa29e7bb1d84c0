/** Reserved by RFC 2606: no letter ever reaches it. */
const demoDomain = '@demo.invalid'

/** Demo accounts are entered without a code, and never with one (A5). */
export function isDemoEmail(email: string): boolean {
  return email.endsWith(demoDomain)
}

/** The people of the demo: names as varied as those of real people. */
export const demoPeople = [
  {
    email: `amara${demoDomain}`,
    name: 'Amara Okafor',
    about: 'Runs the morning show',
    language: 'en',
    role: 'creator',
  },
  {
    email: `maximiliane${demoDomain}`,
    name: 'Maximiliane-Charlotte von Hohenstein-Rothenburg',
    role: 'user',
    about: 'Cello, choirs, trains',
    language: 'de',
  },
  { email: `sora${demoDomain}`, name: '高橋 空', about: '写真と山歩き', language: 'ja', role: 'user' },
  { email: `layla${demoDomain}`, name: 'ليلى حداد', about: 'مهندسة معمارية', language: 'ar', role: 'user' },
  { email: `jo${demoDomain}`, name: 'Jo', about: '', language: 'en', role: 'user' },
  {
    email: `bjork${demoDomain}`,
    name: 'Björk Núñez-O’Brien',
    about: 'Answers late, but answers',
    language: 'is',
    role: 'creator',
  },
] as const
