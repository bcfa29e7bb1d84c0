import { randomUUID } from 'node:crypto'
import { listDevices } from '@stoa/contract/accounts'
import { changeCreator } from '@stoa/contract/calls'
import { createChat, message } from '@stoa/contract/chat'
import { createQuestion, createSession } from '@stoa/contract/interviews'
import { sendEntry } from '@stoa/contract/rooms'
import { createStream } from '@stoa/contract/streams'
import type { Who } from './access.testing.ts'
import { fund, start } from './calling.testing.ts'
import type { TestNode } from './node.ts'
import type { Known } from './schema.testing.ts'
import { join, type Person } from './talk.testing.ts'

export interface Furnished {
  readonly known: Known
  /** Who made most of it, and is connected. */
  readonly user: Person
  leave(): Promise<void>
}

/** Something of everything there is, most of it the user's, so that what is asked for is often there. The people are those of `peopleOf`. */
export async function furnish(node: TestNode): Promise<Furnished> {
  const here: Person[] = []
  const come = async (who: Who) => {
    const person = await join(node, `${who}@example.com`)
    here.push(person)
    return person
  }
  const [admin, user, creator, moderator] = [
    await come('admin'),
    await come('user'),
    await come('creator'),
    await come('moderator'),
  ]
  const { client } = user
  const group = await client.call(createChat, {
    body: { kind: 'group', name: 'Fuzzed', members: [creator.id] },
  })
  const direct = await client.call(createChat, { body: { kind: 'direct', user: creator.id } })
  for (const { id } of [group, direct])
    await client.call(sendEntry, {
      params: { room: id },
      body: { type: message.name, clientId: randomUUID(), body: { text: 'hello' } },
    })
  const session = await client.call(createSession, { body: { title: 'Fuzzed' } })
  const question = await client.call(createQuestion, {
    body: {
      title: 'Fuzzed',
      language: 'python',
      prompt: '',
      code: '',
      tests: [],
      hiddenTests: [],
      rubric: [],
    },
  })
  const stream = await client.call(createStream, { body: { title: 'Fuzzed' } })
  await creator.client.call(changeCreator, {
    body: { headline: '', about: '', schedule: '', rate: 100, audio: true, video: true, available: true },
  })
  await fund(admin, user, 100_000)
  const call = await start(user, creator)
  const { devices } = await client.call(listDevices)
  const known = {
    room: [group.id, direct.id, session.id, session.staffRoom ?? session.id, stream.id, call.id],
    // Not the others, who would not be what they are any more once their role was changed.
    user: [user.id, moderator.id],
    creator: [creator.id],
    session: [session.id],
    question: [question.id],
    stream: [stream.id],
    call: [call.id],
    device: devices.map(({ id }) => id),
    // Nobody’s who is here: guesses lock an address.
    email: ['somebody@example.com'],
    timeZone: ['Europe/Athens'],
    language: ['en', 'python'],
    type: [message.name],
    file: [`${user.id}.webp`, `${user.id}.svg`],
  }
  return {
    known,
    user,
    async leave() {
      for (const one of here) await one.client.stop()
    },
  }
}
