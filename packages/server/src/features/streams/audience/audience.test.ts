import { afterAll, beforeAll, expect, test } from 'vitest'
import { type LifeTest, testStreams } from '../life.testing.ts'
import { createAudience } from './audience.ts'

let streams: LifeTest
beforeAll(async () => {
  streams = await testStreams()
})
afterAll(() => streams.close())

test('S5: a viewer who is written down twice at once watches once', async () => {
  const [host, viewer] = [await streams.person(), await streams.person()]
  const stream = await host.create()
  const { parts, engine } = streams.node
  const audience = createAudience({ ...parts, database: streams.database, engine })
  const visit = { stream: stream.id, viewer: viewer.user, viewing: 'one' }
  audience.hear({ ...visit, kind: 'joined', at: 1000 })
  audience.restore(stream.id)
  audience.hear({ ...visit, kind: 'joined', at: 2000 })
  await audience.settled()
  expect((await host.see(stream)).viewers).toBe(1)
  audience.hear({ ...visit, kind: 'left', at: 3000 })
  audience.restore(stream.id)
  await audience.settled()
  expect((await host.see(stream)).viewers).toBe(0)
})
