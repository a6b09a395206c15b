import { describe, expect, test } from 'vitest'
import { checkResume, resumeTicket } from '../../src/store-rules/resume-ticket.ts'
import { SAMPLE_ACCOUNT, SAMPLE_TIME } from '../../src/testing/sample-intent.ts'
import { accountKey } from '../../src/units/mode.ts'
import { MINUTE, timestamp } from '../../src/units/timestamp.ts'

const halt = { reason: 'by hand', at: SAMPLE_TIME }
const refused = (why: string) =>
  expect.objectContaining({ code: 'RESUME_REFUSED', message: expect.stringContaining(why) })

describe('a ticket to lift the kill switch', () => {
  test('has a code that another account, halt, version or moment would not have', () => {
    const ticket = resumeTicket(SAMPLE_ACCOUNT, halt, 7, SAMPLE_TIME)
    expect(ticket).toEqual({
      account: SAMPLE_ACCOUNT,
      code: expect.stringMatching(/^[0-9a-f]{8}$/),
      halt,
      expiresAt: SAMPLE_TIME + 5 * MINUTE,
    })
    expect(resumeTicket(SAMPLE_ACCOUNT, halt, 7, SAMPLE_TIME)).toEqual(ticket)
    const later = timestamp(SAMPLE_TIME + 1)
    const others = [
      resumeTicket(accountKey('LIVE', 'main'), halt, 7, SAMPLE_TIME),
      resumeTicket(SAMPLE_ACCOUNT, { ...halt, at: later }, 7, SAMPLE_TIME),
      resumeTicket(SAMPLE_ACCOUNT, halt, 8, SAMPLE_TIME),
      resumeTicket(SAMPLE_ACCOUNT, halt, 7, later),
    ]
    expect(new Set([ticket, ...others].map(({ code }) => code)).size).toBe(5)
  })

  test('is given out only while the switch is on', () => {
    expect(() => resumeTicket(SAMPLE_ACCOUNT, null, 7, SAMPLE_TIME)).toThrow(refused('it is not halted'))
  })

  test('lifts it with its code and in time, and nothing else does', () => {
    const ticket = resumeTicket(SAMPLE_ACCOUNT, halt, 7, SAMPLE_TIME)
    const check =
      (given: typeof ticket | null, code: string, at: number, on: typeof halt | null = halt) =>
      () =>
        checkResume(SAMPLE_ACCOUNT, on, given, code, timestamp(SAMPLE_TIME + at))
    expect(check(ticket, ticket.code, 5 * MINUTE - 1)).not.toThrow()
    expect(check(ticket, ticket.code, 5 * MINUTE)).toThrow(refused('the code has expired'))
    expect(check(ticket, 'ffffffff', 0)).toThrow(refused('the code is another'))
    expect(check(null, ticket.code, 0)).toThrow(refused('there is no code since it was halted'))
    expect(check(ticket, ticket.code, 0, null)).toThrow(refused('it is not halted'))
  })
})
