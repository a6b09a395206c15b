import { timestamp } from '@betting-advisor/core'
import { expect, test } from 'vitest'
import { retryWait } from '../src/http/retries.ts'
import { parseRetryAfter } from '../src/index.ts'

const NOW = timestamp(Date.UTC(2026, 7, 1, 12))
const DATE = 'Sat, 01 Aug 2026 11:00:00 GMT'

test.each([
  [null, null, null],
  ['', null, null],
  ['soon', null, null],
  ['-5', null, null],
  ['0', null, 0],
  [' 7 ', null, 7_000],
  ['86400', null, 300_000],
  ['Sat, 01 Aug 2026 12:00:30 GMT', null, 30_000],
  ['Sat, 01 Aug 2026 11:00:30 GMT', DATE, 30_000],
  ['Sat, 01 Aug 2026 11:00:30 GMT', 'nonsense', 0],
  ['Fri, 31 Jul 2026 11:00:30 GMT', DATE, 0],
  ['Sun, 02 Aug 2026 11:00:30 GMT', DATE, 300_000],
])('Retry-After %j with Date %j asks for %j ms', (retryAfter, date, expected) => {
  expect(parseRetryAfter(retryAfter, date, NOW)).toBe(expected)
})

test.each([
  [1, null, 0, 0],
  [1, null, 0.999, 500],
  [2, null, 0.999, 999],
  [9, null, 0.999, 9990],
  [1, 2000, 0, 2000],
  [1, 2000, 0.5, 2250],
])('retry %i after a Retry-After of %j and a draw of %d waits %d ms', (retry, retryAfter, draw, expected) => {
  expect(retryWait(retry, retryAfter, () => draw)).toBe(expected)
})
