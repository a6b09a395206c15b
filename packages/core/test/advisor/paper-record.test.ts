import {
  accountKey,
  createMemoryStore,
  HOUR,
  MINUTE,
  money,
  type RunId,
  runId,
  SECOND,
  type Timestamp,
  timestamp,
  withoutProtections,
} from '@betting-advisor/core'
import type { EventReader, Run } from '@betting-advisor/core/store'
import { sampleRunStart } from '@betting-advisor/core/testing'
import { describe, expect, it } from 'vitest'
import { decidedPaperDays, paperDays } from '../../src/advisor/live/paper-record.ts'
import { settingsHash } from '../../src/advisor/live/run-identity.ts'
import { WIDE } from '../support/markets.ts'
import { advised } from '../support/paper-advice.ts'

const candidate = { strategies: ['value@1', 'arbitrage@2'], settingsHash: 'hash', timeZone: 'Europe/London' }
const LATER = timestamp(Date.UTC(2027, 0, 1))

/** A moment of July 2026, when London is an hour before UTC. */
const july = (day: number, hour: number, minute = 0) => timestamp(Date.UTC(2026, 6, day, hour - 1, minute))

function run(startedAt: Timestamp, reachedAt: Timestamp, rest: Partial<Run> = {}): Run {
  return {
    id: runId(`run at ${startedAt}`),
    account: accountKey('DRY_RUN', 'main'),
    startedAt,
    reachedAt,
    endedAt: reachedAt,
    clock: 'real',
    source: 'venue',
    seed: null,
    strategies: ['value@1', 'arbitrage@2'],
    settingsHash: 'hash',
    ...rest,
  }
}

describe('the days of a paper record', () => {
  it('are those on which it ran for an hour', () => {
    const runs = [run(july(1, 12), july(1, 13)), run(july(3, 12), july(3, 14))]
    expect(paperDays(runs, candidate, LATER)).toEqual(['2026-07-01', '2026-07-03'])
  })

  it.each<readonly [string, readonly Run[]]>([
    ['no runs', []],
    ['one a second short of an hour', [run(july(1, 12), timestamp(july(1, 13) - SECOND))]],
    ['a virtual clock', [run(july(1, 12), july(1, 20), { clock: 'virtual' })]],
    ['prices of an emulator', [run(july(1, 12), july(1, 20), { source: 'emulator' })]],
    ['prices of a recording', [run(july(1, 12), july(1, 20), { source: 'recording' })]],
    ['another version of a strategy', [run(july(1, 12), july(1, 20), { strategies: ['value@2', 'arbitrage@2'] })]],
    ['one strategy less', [run(july(1, 12), july(1, 20), { strategies: ['value@1'] })]],
    ['one strategy more', [run(july(1, 12), july(1, 20), { strategies: [...candidate.strategies, 'more@1'] })]],
    ['other risk settings', [run(july(1, 12), july(1, 20), { settingsHash: 'other' })]],
    ['two halves of an hour on two days', [run(july(1, 23, 30), july(2, 0, 30))]],
    ['the same half hour in two processes', [run(july(1, 12), july(1, 12, 30)), run(july(1, 12), july(1, 12, 30))]],
    ['a time that has not come yet', [run(LATER, timestamp(LATER + 9 * HOUR))]],
    ['a run that was heard of only once', [run(july(1, 12), july(1, 12), { endedAt: null })]],
  ])('do not come from %s', (_, runs) => {
    expect(paperDays(runs, candidate, LATER)).toEqual([])
  })

  it('count once each, whatever ran on them', () => {
    const runs = [run(july(1, 9), july(1, 11)), run(july(1, 10), july(1, 12)), run(july(1, 15), july(1, 20))]
    expect(paperDays(runs, candidate, LATER)).toEqual(['2026-07-01'])
  })

  it('add up over the runs of a day', () => {
    const runs = [run(july(1, 9), july(1, 9, 20)), run(july(1, 15), july(1, 15, 40))]
    expect(paperDays(runs, candidate, LATER)).toEqual(['2026-07-01'])
    expect(paperDays(runs.slice(0, 1), candidate, LATER)).toEqual([])
  })

  it('end at midnight of the account, not of Greenwich', () => {
    // 23:30 to 00:30 and 1:00 in London; by UTC it would all be one evening.
    const runs = [run(july(1, 23), july(2, 1))]
    expect(paperDays(runs, candidate, LATER)).toEqual(['2026-07-01', '2026-07-02'])
    expect(paperDays(runs, { ...candidate, timeZone: 'UTC' }, LATER)).toEqual(['2026-07-01'])
  })

  it('are all those that a long run saw, ends excepted', () => {
    expect(paperDays([run(july(1, 23, 30), july(5, 1))], candidate, LATER)).toEqual([
      '2026-07-02',
      '2026-07-03',
      '2026-07-04',
      '2026-07-05',
    ])
  })

  it('end now for a run that says it has reached a later moment', () => {
    expect(paperDays([run(july(1, 12), july(9, 12))], candidate, july(2, 0, 59))).toEqual(['2026-07-01'])
  })

  it('do not depend on the order of runs or strategies', () => {
    const runs = [
      run(july(3, 9), july(3, 11)),
      run(july(1, 9), july(1, 11), { strategies: ['arbitrage@2', 'value@1'] }),
    ]
    expect(paperDays(runs, candidate, LATER)).toEqual(['2026-07-01', '2026-07-03'])
  })

  it('include the short and the long day when clocks change', () => {
    // London puts its clocks forward at 1:00 on 29 March 2026: the hour from midnight to 2:00 summer time is one.
    const hour = (count: number) => timestamp(Date.UTC(2026, 2, 29, count))
    expect(paperDays([run(hour(0), hour(1))], candidate, LATER)).toEqual(['2026-03-29'])
    expect(paperDays([run(hour(22), hour(24))], candidate, LATER)).toEqual(['2026-03-29', '2026-03-30'])
  })
})

describe('the days that count', () => {
  const runs = [
    run(july(1, 9), july(1, 11)),
    run(july(2, 9), july(2, 11)),
    run(july(2, 12), july(2, 14), { settingsHash: 'other' }),
    run(july(3, 9), july(4, 11)),
  ]
  const runIds: readonly RunId[] = runs.map(({ id }) => id)
  /** What was said of the price, by the runs above. */
  const said = (index: number, at: Timestamp, code: 'QUOTE_STALE' | null) => ({ index, at, code })

  async function reading(told: readonly ReturnType<typeof said>[], needed = 10) {
    const store = createMemoryStore()
    const account = accountKey('DRY_RUN', 'main')
    await store.startRun(sampleRunStart(account))
    await store.append(told.map(({ index, at, code }) => advised(runIds[index] ?? runId('none'), at, code)))
    let read = 0
    const counting: EventReader = {
      ...store,
      async events(query) {
        const page = await store.events(query)
        read += page.length
        return page
      },
    }
    const days = await decidedPaperDays(counting, account, runs, candidate, LATER, needed)
    return { days, read }
  }

  const counted = async (told: Parameters<typeof reading>[0]) => (await reading(told)).days

  it('are those on which a trial gave advice at a fresh price', async () => {
    const told = [
      said(0, july(1, 9), 'QUOTE_STALE'),
      said(0, july(1, 10), null),
      said(1, july(2, 10), 'QUOTE_STALE'),
      said(2, july(2, 13), null),
      said(3, july(4, 0, 30), null),
    ]
    expect(await counted(told)).toEqual(['2026-07-01', '2026-07-04'])
  })

  it('are found however much advice there is', async () => {
    const many = Array.from({ length: 2500 }, (_, index) => said(0, timestamp(july(1, 9) + index), 'QUOTE_STALE'))
    expect(await counted([...many, said(3, july(3, 10), null)])).toEqual(['2026-07-03'])
  })

  it('are found without reading what was told before the trial, between its days, or after as many as are needed', async () => {
    const crowd = (run: number, day: number, hour: number) =>
      Array.from({ length: 3000 }, (_, index) => said(run, timestamp(july(day, hour) + index), null))
    const before = Array.from({ length: 3000 }, (_, index) => said(9, timestamp(july(1, 1) - 3000 + index), null))
    const told = [...before, ...crowd(0, 1, 9), ...crowd(9, 2, 20), said(3, july(3, 10), null), ...crowd(3, 4, 5)]
    const { days, read } = await reading(told, 2)
    expect(days).toEqual(['2026-07-01', '2026-07-03'])
    expect(read).toBeLessThan(1000)
  })

  it('are none where nothing was decided', async () => {
    expect(await counted([])).toEqual([])
  })
})

describe('the hash of risk settings', () => {
  it('is the same for the same limits, however they were written down', () => {
    const { minEdge, ...others } = WIDE
    expect(settingsHash({ ...others, minEdge }, 'UTC')).toBe(settingsHash(WIDE, 'UTC'))
    expect(settingsHash(WIDE, 'Europe/London')).not.toBe(settingsHash(WIDE, 'UTC'))
    const { orders, windowMs } = WIDE.rateLimit
    expect(settingsHash({ ...WIDE, rateLimit: { windowMs, orders } }, 'UTC')).toBe(settingsHash(WIDE, 'UTC'))
  })

  it('does not depend on how long a drawdown locks, which follows from the clock', () => {
    expect(settingsHash({ ...WIDE, drawdownLockMs: HOUR }, 'UTC')).toBe(
      settingsHash({ ...WIDE, drawdownLockMs: null }, 'UTC'),
    )
  })

  it('changes with everything else', () => {
    const changed = [
      { ...WIDE, minEdge: 0.011 },
      { ...WIDE, maxOpenBets: 9 },
      { ...WIDE, rateLimit: { ...WIDE.rateLimit, windowMs: MINUTE + 1 } },
      { ...WIDE, exposure: { ...WIDE.exposure, market: money(5) } },
      { ...WIDE, exposure: { ...WIDE.exposure, event: money(5) } },
      { ...WIDE, weeklyLossLimit: money(5) },
      { ...WIDE, lowClv: { ...WIDE.lowClv, limit: 0.5 } },
      withoutProtections(WIDE),
    ].map((limits) => settingsHash(limits, 'UTC'))
    expect(new Set([settingsHash(WIDE, 'UTC'), ...changed]).size).toBe(changed.length + 1)
  })
})
