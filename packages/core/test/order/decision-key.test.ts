import { createHash } from 'node:crypto'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { isAdvisorError } from '../../src/errors/advisor-error.ts'
import { type Decision, decisionKey, entrySeriesKey, orderRef } from '../../src/order/decision-key.ts'
import { marketId, selectionId } from '../../src/units/ids.ts'
import { accountKey } from '../../src/units/mode.ts'

const decision: Decision = {
  account: accountKey('DRY_RUN', 'main'),
  strategy: 'value',
  version: '1.0.0',
  market: marketId('theodds:ab12:h2h'),
  selection: selectionId('Arsenal'),
  side: 'back',
  entry: 1,
}

const name = fc.string({ unit: fc.constantFrom('a', '|', '%', '@', '7', 'C', '\\', 'é'), minLength: 1, maxLength: 6 })
const decisions = fc.record({
  account: fc.constantFrom(accountKey('DRY_RUN', 'main'), accountKey('LIVE', 'main')),
  strategy: name,
  version: name,
  market: name.map(marketId),
  selection: name.map(selectionId),
  side: fc.constantFrom('back' as const, 'lay' as const),
  entry: fc.integer({ min: 1, max: 3 }),
})

describe('decisionKey', () => {
  test('can be read', () => {
    expect(decisionKey(decision)).toBe('DRY_RUN:main|value@1.0.0|theodds:ab12:h2h|Arsenal|back|1')
  })

  test('is the same exactly for the same decision', () => {
    fc.assert(
      fc.property(decisions, decisions, (a, b) => {
        const same = (Object.keys(a) as (keyof Decision)[]).every((part) => a[part] === b[part])
        expect(decisionKey(a) === decisionKey(b)).toBe(same)
        expect(decisionKey({ ...a })).toBe(decisionKey(a))
      }),
      { numRuns: 2000 },
    )
  })

  test.each([
    { ...decision, entry: 0 },
    { ...decision, entry: 1.5 },
    { ...decision, strategy: '' },
    { ...decision, version: '' },
    { ...decision, selection: '\ud800' as Decision['selection'] },
    { ...decision, market: 'a\0b' as Decision['market'] },
  ])('refuses what has no faithful text: %j', (bad) => {
    expect(() => decisionKey(bad)).toThrow(expect.toSatisfy((error) => isAdvisorError(error, 'INVALID_VALUE')))
  })
})

test('a series of entries leaves out account, version and number', () => {
  expect(entrySeriesKey({ ...decision, selection: selectionId('A|B') })).toBe('value|theodds:ab12:h2h|A%7CB|back')
})

test('an order reference is the first 32 hexadecimal digits of the SHA-256 of the key', () => {
  const key = decisionKey({ ...decision, selection: selectionId('Köln') })
  expect(orderRef(key)).toBe(createHash('sha256').update(key).digest('hex').slice(0, 32))
  expect(orderRef(key)).toMatch(/^[0-9a-f]{32}$/)
})
