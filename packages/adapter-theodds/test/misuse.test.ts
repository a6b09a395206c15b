import { isAdvisorError } from '@betting-advisor/core'
import { expect, it } from 'vitest'
import { createTheOddsResults, createTheOddsSource } from '../src/index.ts'

const prices = createTheOddsSource as unknown as (settings: unknown) => unknown
const results = createTheOddsResults as unknown as (settings: unknown) => unknown
const epl = { sports: ['soccer_epl'], regions: ['eu'] }

it.each<readonly [() => unknown, string, string]>([
  [() => prices(undefined), 'INVALID_VALUE', 'what createTheOddsSource is given must be an object of options'],
  [() => prices({ ...epl, sports: 'soccer_epl' }), 'INVALID_VALUE', 'sports must be a list of names, was "soccer_epl"'],
  [() => prices({ ...epl, sports: [5] }), 'INVALID_VALUE', 'sports[0] must be a text that is not empty, was 5'],
  [() => prices({ ...epl, regions: 'eu' }), 'INVALID_VALUE', 'regions must be a list of names, was "eu"'],
  [() => prices({ ...epl, markets: 'h2h' }), 'INVALID_VALUE', 'markets must be a list of names, was "h2h"'],
  [() => prices({ ...epl, apiKey: 1_234_567 }), 'INVALID_VALUE', 'apiKey must be a text or a Secret'],
  [() => prices({ ...epl, pollSeconds: '60' }), 'INVALID_VALUE', 'pollSeconds must be a number, was "60"'],
  [() => prices({ ...epl, region: ['uk'] }), 'UNKNOWN_OPTION', 'Did you mean regions?'],
  [() => results(null), 'INVALID_VALUE', 'what createTheOddsResults is given must be an object of options, was null'],
  [() => results({ expectedMinutes: '105' }), 'INVALID_VALUE', 'expectedMinutes must be a number, was "105"'],
  [() => results({ sports: ['soccer_epl'] }), 'UNKNOWN_OPTION', 'createTheOddsResults has no option sports'],
])('%s is told %s', (work, code, message) => {
  let fault: unknown
  try {
    work()
  } catch (error) {
    fault = error
  }
  expect(isAdvisorError(fault, code), String(fault)).toBe(true)
  expect(String(fault)).toContain(message)
  expect(String(fault)).not.toContain('1234567')
})
