import { isAdvisorError, type Message } from '@betting-advisor/core'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { DEEPEST_MESSAGE, LONGEST_MESSAGE, toldMessage } from '../../src/engine/told-message.ts'

function isFrozen(value: unknown): boolean {
  return typeof value !== 'object' || value === null || (Object.isFrozen(value) && Object.values(value).every(isFrozen))
}

const nested = (depth: number): Message => (depth === 0 ? 1 : [nested(depth - 1)])

describe('a message', () => {
  it('is heard as JSON says it, and nobody can change it', () => {
    fc.assert(
      fc.property(fc.jsonValue({ maxDepth: 5 }), (value) => {
        const told = toldMessage(value)
        expect(JSON.stringify(told)).toBe(JSON.stringify(value))
        expect(told).toEqual(JSON.parse(JSON.stringify(value)))
        expect(isFrozen(told)).toBe(true)
      }),
    )
  })

  it('is a copy', () => {
    const probabilities = [0.5, 0.5]
    const told = toldMessage({ probabilities })
    probabilities[0] = 0.9
    expect(told).toEqual({ probabilities: [0.5, 0.5] })
  })

  it('may be as long and as deep as it may be', () => {
    expect(toldMessage('x'.repeat(LONGEST_MESSAGE - 2))).toHaveLength(LONGEST_MESSAGE - 2)
    expect(toldMessage(nested(DEEPEST_MESSAGE))).toEqual(nested(DEEPEST_MESSAGE))
  })

  const round: { self?: unknown } = {}
  round.self = round
  it.each([
    ['nothing', undefined, 'message must be plain data'],
    ['a member that is not there', { a: [{ b: undefined }] }, 'message.a[0].b must be plain data'],
    ['a number that JSON does not know', { p: Number.NaN }, 'message.p must be plain data'],
    ['a big number', 5n, 'message must be plain data'],
    ['a function', { f: () => 1 }, 'message.f must be plain data'],
    ['a date', { at: new Date(0) }, 'message.at must be plain data'],
    ['a map', new Map(), 'message must be plain data'],
    ['a list with a hole', Object.assign([1], { length: 3 }), 'message[1] must be plain data'],
    ['what holds itself', round, `no deeper than ${DEEPEST_MESSAGE} levels`],
    ['what is too deep', nested(DEEPEST_MESSAGE + 1), `no deeper than ${DEEPEST_MESSAGE} levels`],
    ['a long text', 'x'.repeat(LONGEST_MESSAGE - 1), `at most ${LONGEST_MESSAGE} characters`],
    ['a text that JSON makes long', '\n'.repeat(LONGEST_MESSAGE / 2), `at most ${LONGEST_MESSAGE} characters`],
    ['a long list', Array.from({ length: LONGEST_MESSAGE }, () => 1), `at most ${LONGEST_MESSAGE} characters`],
    ['long names', { ['x'.repeat(LONGEST_MESSAGE)]: 1 }, `at most ${LONGEST_MESSAGE} characters`],
  ])('cannot be %s', (_, value, why) => {
    expect(() => toldMessage(value)).toThrow(why)
    try {
      toldMessage(value)
    } catch (error) {
      expect(isAdvisorError(error, 'INVALID_VALUE')).toBe(true)
    }
  })
})
