/** What clients were told, kept outside of everything that is killed. */
export interface Told {
  /** Room → message id → the seq its sender was told. */
  readonly acknowledged: ReadonlyMap<string, ReadonlyMap<string, number>>
  /** Everything sent and not refused, acknowledged or not: nothing else may be there. */
  readonly sent: ReadonlySet<string>
  /** For each reader and room what it got, in the order it got it. */
  readonly read: readonly {
    readonly reader: string
    readonly room: string
    readonly entries: readonly Placed[]
  }[]
}

export interface Placed {
  readonly seq: number
  readonly id: string | null
}

/** Compares what clients were told with the timelines as they are at the end; what is wrong, one line each. */
export function differences(told: Told, timelines: ReadonlyMap<string, readonly Placed[]>): string[] {
  const found: string[] = []
  for (const [room, entries] of timelines) {
    entries.forEach(({ seq }, index) => {
      if (seq !== index + 1) found.push(`T1: ${room} has ${seq} where ${index + 1} should be`)
    })
    const places = new Map<string, number>()
    for (const { seq, id } of entries) {
      if (id === null) continue
      if (places.has(id)) found.push(`T4: ${room} has ${id} at ${places.get(id)} and at ${seq}`)
      places.set(id, seq)
      if (!told.sent.has(id)) found.push(`${room} has ${id} at ${seq}, which nobody sent`)
    }
    for (const [id, seq] of told.acknowledged.get(room) ?? []) {
      const at = places.get(id)
      if (at === undefined) found.push(`T2: ${room} lost ${id}, which was acknowledged as ${seq}`)
      else if (at !== seq) found.push(`T2: ${room} has ${id} at ${at}, and it was acknowledged as ${seq}`)
    }
  }
  for (const { reader, room, entries } of told.read) found.push(...misread(reader, room, entries, timelines))
  return found
}

/** Readers get every entry once, in order, and only what is committed (T3, T5). */
function misread(
  reader: string,
  room: string,
  entries: readonly Placed[],
  timelines: ReadonlyMap<string, readonly Placed[]>,
): string[] {
  const timeline = timelines.get(room) ?? []
  const found: string[] = []
  if (entries.length !== timeline.length)
    found.push(`T5: ${reader} got ${entries.length} entries of ${room}, which has ${timeline.length}`)
  for (const [index, { seq, id }] of entries.entries()) {
    const there = timeline[index]
    if (there?.seq === seq && there.id === id) continue
    found.push(
      `T5: ${reader} got ${id} as ${seq} in ${room}, where ${there === undefined ? 'nothing' : `${there.id} as ${there.seq}`} is`,
    )
    break
  }
  return found
}
