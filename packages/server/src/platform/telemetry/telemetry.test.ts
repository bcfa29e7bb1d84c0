import { describe, expect, onTestFinished, test } from 'vitest'
import { createLog } from './log.ts'
import { createPressure } from './pressure.ts'

describe('the log', () => {
  function lines(level: 'info' | 'silent' = 'info') {
    const written: string[] = []
    const log = createLog(
      { logLevel: level, logFormat: 'json' },
      { write: (line) => void written.push(line) },
    )
    return { log, written }
  }

  test('O1: hides secrets at any of three depths, and keeps the rest', () => {
    const { log, written } = lines()
    const secrets = {
      token: 's1',
      email: 's1',
      refreshToken: 's1',
      cookie: 's1',
      'set-cookie': 's1',
      text: 's1',
    }
    log.info(
      { ...secrets, room: 'kept', req: { ...secrets, headers: { ...secrets, authorization: 's1' } } },
      'said',
    )
    log.info({ body: { code: 's1' }, err: { code: 'ECONNREFUSED' } })
    expect(written.join('')).not.toContain('s1')
    expect(written.join('')).toContain('ECONNREFUSED')
    expect(written.join('')).toContain('kept')
    expect(written.join('')).toContain('said')
  })

  test('tells an error with its cause', () => {
    const { log, written } = lines()
    log.error({ err: new Error('outer', { cause: new Error('inner') }) }, 'failed')
    expect(written.join('')).toMatch(/outer.*inner/)
  })

  test('is silent where it is told to be', () => {
    const { log, written } = lines('silent')
    log.fatal('nobody hears')
    expect(written).toEqual([])
  })
})

describe('O4: the delay of the event loop', () => {
  test('is high while the process is kept busy, and low again afterwards', async () => {
    const pressure = createPressure({ milliseconds: 100 })
    onTestFinished(() => pressure.close())
    expect(pressure.isHigh()).toBe(false)
    while (!pressure.isHigh()) {
      const until = performance.now() + 400
      while (performance.now() < until);
      await new Promise(setImmediate)
    }
    while (pressure.isHigh()) await new Promise(setImmediate)
  })

  test('is never high where 0 was asked for', () => {
    expect(createPressure({ milliseconds: 0 }).isHigh()).toBe(false)
  })
})
