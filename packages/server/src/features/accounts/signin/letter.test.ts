import { expect, onTestFinished, test, vi } from 'vitest'
import { systemClock } from '../../../platform/clock/clock.ts'
import { silentLog, testDatabase } from '../../../platform/database/testing.ts'
import { createJobs } from '../../../platform/jobs/create.ts'
import type { Letter } from '../../../platform/mail/mail.ts'
import { deriveKeys } from '../keys.ts'
import { secureRandom } from '../random.ts'
import { askForCode } from './ask.ts'
import { sendCodeJob } from './job.ts'
import { codeLetter } from './letter.ts'
import { signInLimits } from './policy.ts'

test('A1: a code reaches its reader by the real queue, though the mail server was down at first', async () => {
  const { database, close } = await testDatabase()
  const jobs = createJobs({ database, log: silentLog, clock: systemClock })
  const letters: Letter[] = []
  let failures = 1
  const mail = {
    async send(letter: Letter) {
      if (failures-- > 0) throw new Error('the mail server is down')
      letters.push(letter)
    },
  }
  const keys = deriveKeys('a secret of the tests, long enough')
  const config = { serverName: 'Stoa', publicUrl: 'http://stoa.test', codeMinutes: 5 }
  const sendCode = sendCodeJob({ mail, clock: systemClock, sealKey: keys.seal, config })
  await jobs.start([sendCode])
  onTestFinished(async () => {
    await jobs.stop(5_000)
    await close()
  })
  const limits = signInLimits({ codeMinutes: 5, codeTries: 5, scale: 1 })
  const needs = { database, jobs, clock: systemClock, random: secureRandom, keys, limits, sendCode }
  await askForCode(needs, 'ada@example.org')
  await vi.waitFor(() => expect(letters).toHaveLength(1), { timeout: 15_000, interval: 20 })
  expect(letters[0]?.to).toBe('ada@example.org')
})

test('the letter has the code in its subject and says where, how long and what if it was not me', () => {
  const code = { to: 'ada@example.org', code: '012345', server: 'Stoa', publicUrl: 'https://stoa.test' }
  const letter = codeLetter({ ...code, minutes: 5 })
  expect(letter).toMatchObject({ to: 'ada@example.org', subject: '012345 is your Stoa sign-in code' })
  for (const part of ['012345', 'https://stoa.test', '5 minutes', 'ignore this letter']) {
    expect(letter.text).toContain(part)
  }
  expect(codeLetter({ ...code, minutes: 1 }).text).toContain('for the next minute')
})
