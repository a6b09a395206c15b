import { describe, expect, test } from 'vitest'
import { createMemoryAccounts } from '../../src/memory/accounts.ts'
import { SAMPLE_ACCOUNT, SAMPLE_TIME, sampleRunStart } from '../../src/testing/sample-intent.ts'
import { type RunId, runId } from '../../src/units/ids.ts'
import { after as later, MINUTE, SECOND } from '../../src/units/timestamp.ts'

const at = (milliseconds: number) => later(SAMPLE_TIME, milliseconds)

function start(run: string, startedAt = 0, settingsHash = 'hash') {
  const sample = sampleRunStart()
  return { ...sample, run: { ...sample.run, id: runId(run), startedAt: at(startedAt), settingsHash } }
}

describe('runs on accounts in memory', () => {
  test('are alive for 15 seconds after they were last heard of', () => {
    const accounts = createMemoryAccounts()
    accounts.startRun(start('a'))
    accounts.startRun(start('b', -SECOND))
    const alive = (milliseconds: number) => accounts.peers(SAMPLE_ACCOUNT, at(milliseconds)).map(({ run }) => run)
    expect(alive(14 * SECOND)).toEqual(['b', 'a'])
    expect(alive(15 * SECOND)).toEqual(['a'])
    expect(alive(15 * SECOND + 1)).toEqual([])
    accounts.heartbeat(runId('b'), at(20 * SECOND))
    expect(alive(30 * SECOND)).toEqual(['b'])
    expect(alive(5 * SECOND - 1)).toEqual(['a'])
  })

  test('may have other settings than one that was not heard of any more', () => {
    const accounts = createMemoryAccounts()
    accounts.startRun(start('a'))
    expect(() => accounts.startRun(start('b', 15 * SECOND, 'other'))).toThrow(
      expect.objectContaining({ code: 'LIMITS_DIFFER' }),
    )
    accounts.startRun(start('b', 15 * SECOND + 1, 'other'))
    expect(accounts.runs(SAMPLE_ACCOUNT).map(({ id }) => id)).toEqual(['a', 'b'])
  })

  test('lead for as long as they renew their lease, and hand it on where they do not', () => {
    const accounts = createMemoryAccounts()
    for (const run of ['a', 'b']) accounts.startRun(start(run))
    const lead = (run: string, milliseconds: number) => {
      const { leader, epoch } = accounts.lead(runId(run), at(milliseconds), MINUTE)
      return `${leader} ${epoch}`
    }
    expect(lead('a', 0)).toBe('a 1')
    expect(lead('b', MINUTE - 1)).toBe('a 1')
    expect(lead('a', MINUTE - 1)).toBe('a 1')
    expect(lead('b', MINUTE)).toBe('a 1')
    expect(lead('b', 2 * MINUTE - 1)).toBe('b 2')
    expect(lead('a', 2 * MINUTE)).toBe('b 2')
  })

  test('that were never started can neither beat, end nor lead', () => {
    const accounts = createMemoryAccounts()
    const unknown = expect.objectContaining({ code: 'UNKNOWN_RUN' })
    const asked: readonly ((run: RunId) => unknown)[] = [
      (run) => accounts.heartbeat(run, SAMPLE_TIME),
      (run) => accounts.endRun(run, SAMPLE_TIME),
      (run) => accounts.lead(run, SAMPLE_TIME, MINUTE),
    ]
    for (const ask of asked) expect(() => ask(runId('never'))).toThrow(unknown)
  })

  test('need a time zone that there is, and leave nothing where it is not', () => {
    const accounts = createMemoryAccounts()
    const nowhere = { ...start('a'), timeZone: 'Europe/Atlantis' }
    const invalid = expect.objectContaining({ code: 'INVALID_VALUE' })
    expect(() => accounts.startRun(nowhere)).toThrow(invalid)
    expect(accounts.accounts()).toEqual([])
    accounts.startRun(start('a'))
    const before = accounts.changes({ account: SAMPLE_ACCOUNT, after: 0, at: SAMPLE_TIME, limit: 1 })
    expect(() => accounts.startRun({ ...nowhere, run: start('b').run })).toThrow(invalid)
    expect(accounts.changes({ account: SAMPLE_ACCOUNT, after: 0, at: SAMPLE_TIME, limit: 1 })).toEqual(before)
    expect(accounts.runs(SAMPLE_ACCOUNT)).toHaveLength(1)
  })
})
