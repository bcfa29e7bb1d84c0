import { listEntries } from '@stoa/contract/rooms'
import type { Placed } from './record.ts'

/** The timelines as they are, read page by page. */
export async function readTimelines(options: {
  readonly url: string
  readonly token: string
  readonly rooms: readonly string[]
}): Promise<Map<string, Placed[]>> {
  const timelines = new Map<string, Placed[]>()
  for (const room of options.rooms) timelines.set(room, await readTimeline(options, room))
  return timelines
}

async function readTimeline(
  { url, token }: { readonly url: string; readonly token: string },
  room: string,
): Promise<Placed[]> {
  const placed: Placed[] = []
  for (;;) {
    const path = listEntries.path.replace(':room', room)
    const response = await fetch(`${url}${path}?after=${placed.at(-1)?.seq ?? 0}`, {
      headers: { authorization: `Bearer ${token}` },
    })
    if (!response.ok) throw new Error(`${path} was answered ${response.status}: ${await response.text()}`)
    const { entries, head } = listEntries.reply.parse(await response.json())
    placed.push(...entries.map(({ seq, clientId }) => ({ seq, id: clientId })))
    if (entries.length === 0 || (placed.at(-1)?.seq ?? 0) >= head) return placed
  }
}
