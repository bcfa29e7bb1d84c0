import { edit, message, reaction } from '@stoa/contract/chat'
import type { RoomId, UserId } from '@stoa/contract/http'
import type { Db } from '../../platform/database/database.ts'
import { openDirect } from './directs.ts'
import type { ChatNeeds } from './needs.ts'

/** What somebody, by their place among the demo's people, says or does. `about` and `replyTo` count the lines before. */
type Line =
  | { readonly by: number; readonly say: string; readonly replyTo?: number }
  | { readonly by: number; readonly react: string; readonly about: number }
  | { readonly by: number; readonly edit: string; readonly about: number }

interface Scene {
  readonly name: string
  readonly lines: readonly Line[]
}

const groups: readonly Scene[] = [
  {
    name: 'The morning show',
    lines: [
      {
        by: 0,
        say: 'Good morning! We go live at **nine**, the guest comes at a quarter to. Who has the questions?',
      },
      { by: 4, say: 'Me. Twelve of them, we will get through five.' },
      {
        by: 1,
        say: 'I can keep the time. Last week we ran over by eleven minutes and the choir had to wait outside in the rain.',
      },
      { by: 0, react: '😂', about: 2 },
      { by: 4, react: '🙈', about: 2 },
      { by: 3, say: 'صباح الخير! الاستوديو جاهز والإضاءة ممتازة اليوم' },
      { by: 2, say: 'おはようございます。昨日の山の写真、背景に使ってください。' },
      { by: 0, say: 'They are beautiful, thank you!', replyTo: 6 },
      { by: 5, react: '❤️', about: 6 },
      { by: 5, say: 'Late as ever, but here. The sound check is at 8:30?' },
      { by: 0, say: '8:20, please', replyTo: 9 },
      { by: 0, edit: '8:15, please. The new microphones need a moment', about: 10 },
      { by: 5, react: '👍', about: 10 },
    ],
  },
  {
    name: 'Trains, cellos and other large things to carry',
    lines: [
      { by: 1, say: 'Does anybody know if a cello needs a ticket of its own on the night train to Vienna?' },
      { by: 5, say: 'It does if it sits. Mine had the window seat.' },
      { by: 1, react: '😮', about: 1 },
    ],
  },
]

const directs: readonly { readonly between: readonly [number, number]; readonly lines: readonly Line[] }[] = [
  {
    between: [0, 4],
    lines: [
      { by: 4, say: 'Do you have the link for the guest?' },
      { by: 0, say: 'Sent it by mail an hour ago. Here it is again: https://example.com/green-room' },
      { by: 4, say: 'Got it. `room 4`, right?' },
      { by: 0, react: '✅', about: 2 },
    ],
  },
  {
    between: [0, 2],
    lines: [
      { by: 2, say: '写真は全部で24枚あります。' },
      { by: 0, say: 'Wonderful. May we show them all?' },
      { by: 2, say: 'もちろんです！' },
    ],
  },
]

/** Plays the demo's scenes in rooms of their own, each once, on any number of nodes at once. */
export async function seedDemo(needs: ChatNeeds, people: readonly UserId[]): Promise<void> {
  const [first] = people
  if (first === undefined) return
  const { database, rooms } = needs
  for (const [index, scene] of groups.entries())
    await database.transaction(async (tx) => {
      const { room, made } = await rooms.create(tx, {
        kind: 'group',
        name: scene.name,
        by: first,
        members: people.map((user, place) => ({ user, role: place === 0 ? 'owner' : 'member' })),
        unique: `demo:${index}`,
      })
      if (made) await play(needs, tx, { room, people, lines: scene.lines })
    })
  for (const { between, lines } of directs) {
    const [by, user] = between.map((place) => people[place])
    if (by === undefined || user === undefined) continue
    const room = await openDirect(needs, { by, user })
    await database.transaction(async (tx) => {
      const { head } = await rooms.membership(tx, room, by)
      if (head === 1) await play(needs, tx, { room, people, lines })
    })
  }
}

async function play(
  { rooms }: Pick<ChatNeeds, 'rooms'>,
  tx: Db,
  {
    room,
    people,
    lines,
  }: { readonly room: RoomId; readonly people: readonly UserId[]; readonly lines: readonly Line[] },
): Promise<void> {
  const seqs: number[] = []
  for (const line of lines) {
    const author = people[line.by] ?? null
    const { seq } = await rooms.append(tx, { room, author, ...entryOf(line, seqs) })
    seqs.push(seq)
  }
}

function entryOf(line: Line, seqs: readonly number[]): { type: string; body: unknown; about?: number } {
  if ('say' in line) {
    const replyTo = line.replyTo === undefined ? undefined : seqs[line.replyTo]
    return { type: message.name, body: { text: line.say, ...(replyTo === undefined ? {} : { replyTo }) } }
  }
  const about = seqs[line.about]
  if (about === undefined) throw new Error('a line of the demo is about one that comes later')
  return 'react' in line
    ? { type: reaction.name, about, body: { emoji: line.react } }
    : { type: edit.name, about, body: { text: line.edit } }
}
