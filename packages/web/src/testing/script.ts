/** What is said in the preview's rooms. `by` is an index into the cast, 0 oneself; `ago` is in minutes. */
export interface Line {
  readonly by: number
  readonly ago: number
  readonly text: string
  readonly replyTo?: number
  readonly forwarded?: string
  readonly edited?: boolean
  readonly deleted?: boolean
  readonly reactions?: Readonly<Record<number, string>>
}

export interface RoomScript {
  readonly kind: 'direct' | 'group'
  readonly name: string | null
  readonly members: readonly number[]
  readonly unread: number
  readonly present: readonly number[]
  readonly typing: readonly number[]
  readonly lines: readonly Line[]
}

const day = 24 * 60
const long =
  'I walked the whole harbour wall this morning, from the lighthouse to the fish market, and counted eleven boats I had never seen before. Somebody ought to keep a list, and I suspect that somebody is going to be me.'

const history: Line[] = Array.from({ length: 240 }, (_, index) => ({
  by: [1, 4, 0, 4, 7, 2][index % 6] ?? 1,
  ago: 9 * day - index * 29,
  text:
    index % 7 === 0
      ? `${long} (${index})`
      : `Note ${index}: the tide turns at ${(index * 7) % 24}:${String((index * 13) % 60).padStart(2, '0')}.`,
}))

export const script: readonly RoomScript[] = [
  {
    kind: 'group',
    name: 'Painted Porch',
    members: [1, 4, 2, 7, 5],
    unread: 2,
    present: [1, 4],
    typing: [4],
    lines: [
      ...history,
      {
        by: 1,
        ago: day + 40,
        text: 'Shall we read *On Passions* on Thursday, or something **shorter**?',
        reactions: { 4: '👍', 2: '👍', 0: '❤️' },
      },
      { by: 4, ago: day + 38, text: 'Shorter. I have proofs to check.' },
      {
        by: 0,
        ago: day + 31,
        text: 'Shorter it is. I put the fragments here: https://example.org/fragments/chrysippus',
        replyTo: 2,
        reactions: { 1: '🎉' },
      },
      { by: 2, ago: day + 20, text: '星期四晚上可以。我會帶一些茶和點心，還有上次提到的那本書。' },
      {
        by: 5,
        ago: 190,
        text: 'Count me in, but I will be late: the ferry only leaves at seven and it is never on time.',
        edited: true,
      },
      { by: 7, ago: 180, text: 'Nothing here any more', deleted: true },
      {
        by: 0,
        ago: 96,
        text: 'For the keen, a little program that lists them:\n```ts\nconst lost = works.filter((work) => work.fragments === 0)\nconsole.log(lost.length, works.length)\n```\nRun it with `node list.ts`.',
      },
      {
        by: 1,
        ago: 31,
        text: 'The colonnade is free from six. I have asked for lamps.',
        forwarded: 'Aspasia',
      },
      { by: 1, ago: 30, text: '🏛️' },
      {
        by: 4,
        ago: 12,
        text: 'Lamps! Then we may even see the text.',
        replyTo: 8,
        reactions: { 1: '😂', 2: '😂' },
      },
      { by: 4, ago: 11, text: 'I will bring the ~~short~~ very short commentary.' },
    ],
  },
  {
    kind: 'direct',
    name: null,
    members: [1],
    unread: 0,
    present: [1],
    typing: [],
    lines: [
      { by: 1, ago: 62, text: 'The harbour at six?' },
      { by: 0, ago: 61, text: 'I will bring the maps.' },
      { by: 1, ago: 60, text: 'And I the olives. Nobody forgets the olives.', reactions: { 0: '😂' } },
      { by: 0, ago: 42, text: 'See you there', reactions: { 1: '👍' } },
    ],
  },
  {
    kind: 'direct',
    name: null,
    members: [2],
    unread: 3,
    present: [2],
    typing: [],
    lines: [
      { by: 0, ago: 300, text: '你好！' },
      { by: 2, ago: 210, text: '明天下午三點在港口的咖啡館見面可以嗎？' },
      { by: 2, ago: 209, text: '我想給你看看新拍的照片。' },
      { by: 2, ago: 208, text: '還有一件事想請教你。' },
    ],
  },
  {
    kind: 'group',
    name: 'A group with a name so long that it cannot possibly fit into a list of rooms',
    members: [5, 6, 8, 9, 10, 11],
    unread: 128,
    present: [],
    typing: [],
    lines: [{ by: 5, ago: 2 * day, text: `${long} ${long}` }],
  },
  {
    kind: 'direct',
    name: null,
    members: [5],
    unread: 0,
    present: [],
    typing: [],
    lines: [{ by: 0, ago: 3 * day, text: 'Thank you for the ferry times!' }],
  },
  {
    kind: 'direct',
    name: null,
    members: [6],
    unread: 0,
    present: [],
    typing: [6],
    lines: [{ by: 6, ago: 4 * day, text: '写真を送りますね。' }],
  },
  { kind: 'direct', name: null, members: [10], unread: 0, present: [], typing: [], lines: [] },
  {
    kind: 'direct',
    name: null,
    members: [11],
    unread: 0,
    present: [],
    typing: [],
    lines: [{ by: 11, ago: 40 * day, text: 'مساء الخير، هل وصلت السفينة؟' }],
  },
]
