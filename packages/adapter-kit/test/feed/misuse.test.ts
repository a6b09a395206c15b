import { isAdvisorError } from '@betting-advisor/core'
import { expect, it } from 'vitest'
import { pollingSource } from '../../src/index.ts'

const make = pollingSource as unknown as (settings: unknown) => unknown
const shop = { name: 'shop', origin: 'venue', read: async () => [] }

function faultOf(settings: unknown): unknown {
  try {
    return { nothing: make(settings) }
  } catch (error) {
    return error
  }
}

it.each<readonly [unknown, string, string]>([
  [undefined, 'INVALID_VALUE', 'what pollingSource is given must be an object of options, was undefined'],
  [{ ...shop, name: undefined }, 'INVALID_VALUE', 'name must be a text that is not empty, was undefined'],
  [{ ...shop, read: 'https://example.org' }, 'INVALID_VALUE', 'read must be a function'],
  [{ ...shop, origin: 'real' }, 'INVALID_VALUE', 'origin must be venue or emulator or recording, was "real"'],
  [{ ...shop, pollSeconds: '60' }, 'INVALID_VALUE', 'pollSeconds must be a number, was "60"'],
  [{ ...shop, isFatal: true }, 'INVALID_VALUE', 'isFatal must be a function, was true'],
  [{ ...shop, secrets: 'hunter2' }, 'INVALID_VALUE', 'secrets must be a list of texts and Secrets'],
  [{ ...shop, secrets: [{ key: 'hunter2' }] }, 'INVALID_VALUE', 'secrets[0] must be a text or a Secret'],
  [{ ...shop, pollSecond: 5 }, 'UNKNOWN_OPTION', 'pollingSource has no option pollSecond. Did you mean pollSeconds?'],
])('a source of %j is told %s', (settings, code, message) => {
  const fault = faultOf(settings)
  expect(isAdvisorError(fault, code), String(fault)).toBe(true)
  expect(String(fault)).toContain(message)
})

it('keeps a secret that was given where a list belongs out of its error', () => {
  expect(String(faultOf({ ...shop, secrets: 'hunter2' }))).not.toContain('hunter2')
})
