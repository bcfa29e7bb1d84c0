import type { UserId } from '@stoa/contract/http'
import { expect, test } from 'vitest'
import { statementHead, statementRows, toCsv } from './csv.ts'

test('a cell with a comma, a quote or a line break is quoted', () => {
  expect(toCsv([['a,b', 'say "hi"', 'two\nlines', 'plain']])).toBe(
    '"a,b","say ""hi""","two\nlines",plain\r\n',
  )
})

test.each(['=1+1', '+1', '-1', '@SUM(A1)', '\t=1', '\r=1'])('the text %j is no formula any more', (text) => {
  expect(toCsv([[text]])).toBe(`"'${text}"\r\n`)
})

test('a line of a statement has its amounts in coins, below zero as they are', () => {
  const line = {
    ...{ id: '01900000-0000-7000-8000-000000000001', at: Date.UTC(2030, 0, 15), kind: 'call' as const },
    ...{ amount: -1250, balance: 5, with: null as UserId | null, note: '=evil()', reverses: null },
  }
  expect(statementHead + statementRows([line])).toBe(
    'time,kind,amount,balance,with,note,transfer,reverses\r\n' +
      `2030-01-15T00:00:00.000Z,call,-12.50,0.05,,"'=evil()",01900000-0000-7000-8000-000000000001,\r\n`,
  )
})
