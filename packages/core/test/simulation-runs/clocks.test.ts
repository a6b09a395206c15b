import { HOUR, type Intent, MINUTE, money, SECOND, type Timestamp, timestamp, type Venue } from '@betting-advisor/core'
import { describe, expect, it } from 'vitest'
import { keepingLogger, openAdvisor, scriptedPrices, scriptedResults } from '../support/advisor.ts'
import { ended, matchOdds, NOON, news, shownBy } from '../support/markets.ts'
import { backHome } from '../support/strategies.ts'
import { startSmallRun } from './small-run.ts'

/** The moment so many milliseconds after another. */
const later = (moment: Timestamp, milliseconds: number) => timestamp(moment + milliseconds)

const far = timestamp(NOON + 24 * HOUR)

/** A venue that takes what is sent `lateMs` later, answers nothing, and shows what it took. */
function lateVenue(
  lateMs: number,
  clockOf: () => { plan(delay: number, label: string, run: () => void): unknown },
): Venue & { readonly taken: Intent[] } {
  const taken: Intent[] = []
  return {
    taken,
    specification: 1,
    name: 'late',
    traits: {
      origin: 'simulated',
      sides: ['back'],
      minStake: money(1),
      stakeStep: money(1),
      isRemote: true,
      lateAcceptMs: 200 * SECOND,
      visibilityLagMs: 0,
      lookupHorizonMs: null,
      netting: false,
    },
    takes: () => true,
    async doPlace([order]) {
      clockOf().plan(lateMs, 'the venue takes it after all', () => void taken.push(order))
      return [{ kind: 'unknown', reason: { code: 'TIMEOUT', message: 'no answer' }, resetAt: NOON }]
    },
    async lookup(refs) {
      const orders = taken.filter(({ ref }) => refs.includes(ref))
      return {
        complete: true,
        orders: orders.map(({ ref, stake, price }) => ({
          ref,
          state: 'matched',
          venueOrderId: ref,
          matchedStake: stake,
          averagePrice: price,
        })),
      }
    },
  }
}

describe('durations come from the time that really passes', () => {
  it.each([HOUR, -50 * SECOND, 210 * SECOND])('a clock that is set by %d ms proves no absence', async (by) => {
    const world: { run?: Awaited<ReturnType<typeof startSmallRun>> } = {}
    const venue = lateVenue(190 * SECOND, () => world.run?.simulator ?? expect.fail('not started'))
    const run = await startSmallRun({ seed: 'absence', strategies: [backHome(100)], advisor: { venues: [venue] } })
    world.run = run
    run.tell({
      market: matchOdds('m', { startsAt: far }),
      status: 'open',
      inPlay: false,
      venues: [shownBy('book', [2, 2], run.simulator.now)],
    })
    await run.pass(SECOND)
    expect(run.accounts.orders({ account: run.account })).toMatchObject([{ state: 'UNKNOWN' }])
    run.simulator.skew = by
    await run.pass(185 * SECOND)
    expect(run.accounts.orders({ account: run.account })).toMatchObject([{ state: 'UNKNOWN' }])
    await run.pass(300 * SECOND)
    expect(run.accounts.orders({ account: run.account })).toMatchObject([{ state: 'MATCHED', matchedStake: 100 }])
    const [order] = run.accounts.orders({ account: run.account })
    const told = run.accounts.history(order?.intent.key ?? expect.fail('no order')).map(({ type }) => type)
    expect(told).not.toContain('absent')
  })

  it.each([-50 * SECOND, -900, 0])('nothing is sent after its deadline while the clock is set by %d ms', async (by) => {
    const run = await startSmallRun({ seed: 'deadline', strategies: [backHome(100)] })
    run.weather.slow = 1
    run.weather.slowMs = 1100
    for (let index = 0; index < 40; index += 1) {
      run.simulator.skew = 0
      run.tell({
        market: matchOdds(`m${index}`, { startsAt: far }),
        status: 'open',
        inPlay: false,
        venues: [shownBy('book', [2, 2], run.simulator.now)],
      })
      run.simulator.plan(1, 'the clock is set', () => {
        run.simulator.skew = by
      })
      await run.pass(4 * SECOND)
    }
    for (const { at, decidedAt } of run.sent) expect(at - decidedAt).toBeLessThanOrEqual(SECOND)
    const orders = run.accounts.orders({ account: run.account })
    expect(orders.some(({ reason }) => reason?.code === 'SEND_DEADLINE')).toBe(true)
    expect(run.sent.length).toBeGreaterThan(0)
    expect(run.ended).toBeNull()
  })

  it.each([HOUR, 24 * HOUR])('a clock that was %d ms ahead and is put right ends the run', async (by) => {
    const logger = keepingLogger()
    const run = await startSmallRun({ seed: 'ahead', strategies: [backHome(100)], advisor: { logger } })
    await run.pass(SECOND)
    run.simulator.skew = by
    await run.pass(5 * SECOND)
    expect(run.ended).toBeNull()
    run.simulator.skew = 0
    await run.pass(5 * SECOND)
    expect(run.ended).toMatchObject({ fault: { code: 'CLOCK_AHEAD' } })
    expect(logger.lines.filter(({ level }) => level === 'error')).toMatchObject([{ fields: { event: 'clock.ahead' } }])
    const events = run.accounts.events({ account: run.account, after: 0, limit: 100 }).map(({ event }) => event)
    expect(events.filter(({ type }) => type === 'warning')).toMatchObject([{ code: 'CLOCK_AHEAD' }])
    expect(events.at(-1)).toMatchObject({ type: 'run-ended' })
  })

  it('a halt and a lock hold while clocks jump', async () => {
    const run = await startSmallRun({ seed: 'halt', strategies: [backHome(100)] })
    await Promise.all([run.advisor().halt('by hand'), run.pass(SECOND)])
    for (let index = 0; index < 20; index += 1) {
      run.simulator.skew = run.simulator.between(-HOUR, HOUR)
      run.tell({
        market: matchOdds(`m${index}`, { startsAt: far }),
        status: 'open',
        inPlay: false,
        venues: [shownBy('book', [2, 2], run.simulator.wall)],
      })
      await run.pass(SECOND)
    }
    expect(run.sent).toEqual([])
  })
})

const utc = (text: string) => timestamp(Date.parse(text))

/** Days of zones on which their clocks change, by the moments at which they really begin and end. */
const DAYS: readonly (readonly [zone: string, day: string, start: string, end: string, change: string])[] = [
  ['Europe/London', '2026-03-29', '2026-03-29T00:00Z', '2026-03-29T23:00Z', '2026-03-29T01:00Z'],
  ['Europe/London', '2026-10-25', '2026-10-24T23:00Z', '2026-10-26T00:00Z', '2026-10-25T01:00Z'],
  ['America/New_York', '2026-03-08', '2026-03-08T05:00Z', '2026-03-09T04:00Z', '2026-03-08T07:00Z'],
  ['America/New_York', '2026-11-01', '2026-11-01T04:00Z', '2026-11-02T05:00Z', '2026-11-01T06:00Z'],
  ['Australia/Lord_Howe', '2026-04-05', '2026-04-04T13:00Z', '2026-04-05T13:30Z', '2026-04-04T15:00Z'],
  ['Australia/Lord_Howe', '2026-10-04', '2026-10-03T13:30Z', '2026-10-04T13:00Z', '2026-10-03T15:30Z'],
  ['Pacific/Apia', '2021-04-04', '2021-04-03T10:00Z', '2021-04-04T11:00Z', '2021-04-03T14:00Z'],
  ['Pacific/Apia', '2020-09-27', '2020-09-26T11:00Z', '2020-09-27T10:00Z', '2020-09-26T14:00Z'],
  // The day before the one that Samoa never had.
  ['Pacific/Apia', '2011-12-29', '2011-12-29T10:00Z', '2011-12-30T10:00Z', '2011-12-30T10:00Z'],
]

describe.each(DAYS)('in %s on %s', (zone, day, start, end, change) => {
  const [from, until, turn] = [utc(start), utc(end), utc(change)]
  const news2 = (id: string, at: Timestamp) =>
    news(matchOdds(id, { startsAt: later(at, 3 * 24 * HOUR) }), at, { book: [2, 2] })

  /** A run through the night: bets at the moments given, each lost ten minutes later where `lost` says so. */
  async function night(bets: readonly (readonly [id: string, at: Timestamp, lost: boolean])[], dailyLossLimit: number) {
    const prices = scriptedPrices(
      bets.map(([id, at]) => ({ at, tell: [news2(id, at)] })),
      true,
    )
    const results = scriptedResults(
      bets
        .filter(([, , lost]) => lost)
        .map(([id, at]) => ({ at: later(at, 10 * MINUTE), tell: [ended(matchOdds(id), 'Away')] })),
    )
    const first = bets[0]?.[1] ?? from
    const { advisor, store, clock } = await openAdvisor({
      start: later(first, -HOUR),
      input: {
        account: { name: 'test', timeZone: zone },
        risk: {
          dailyLossLimit: money(dailyLossLimit),
          maxStakeFraction: 0.2,
          consecutiveLossLimit: 10,
          maxDrawdownFraction: 0.9,
          drawdownWarnFraction: 0.8,
        },
      },
      sources: [prices],
      results: [results],
      strategies: [backHome(500)],
    })
    const rejected: Record<string, string | null> = {}
    advisor.on('advice', ({ market, rejection }) => {
      rejected[market] = rejection
    })
    const running = advisor.run()
    await clock.sleep(until - clock.now() + 2 * HOUR)
    await advisor.stop('the night is over')
    await running
    const account = advisor.status().account
    const locks = await store.locks(account)
    const { losses } = await store.changes({ account, after: 0, at: clock.now(), limit: 1 })
    const faults = await store.verify(account)
    return { rejected, locks, losses, faults }
  }

  it('a lock for what was lost in a day ends at its midnight, and not a moment before', async () => {
    const bets = [
      ['eve', later(from, -HOUR), true],
      ['first', later(from, 5 * MINUTE), true],
      // Just after the clocks have changed, where they do so within the day.
      ['second', later(timestamp(Math.min(turn, until - 2 * HOUR)), 5 * MINUTE), true],
      ['last', later(until, -1), false],
      ['next', until, false],
    ] as const
    const { rejected, locks, losses, faults } = await night(bets, 1000)
    expect(rejected).toEqual({ eve: null, first: null, second: null, last: 'DAY_LOSS_LOCK', next: null })
    expect(locks).toMatchObject([{ kind: 'day-loss', until }])
    expect(losses.day[day]).toBe(1000)
    expect(faults).toEqual([])
  })

  it('what is lost is counted once in its own day, also in the hour that comes twice or never', async () => {
    const around = [-50, -20, 10, 40].map((minutes) => timestamp(Math.min(turn, until - 2 * HOUR) + minutes * MINUTE))
    const bets = around.map((at, index) => [`b${index}`, at, true] as const).filter(([, at]) => at >= from)
    const { rejected, losses, faults } = await night(
      [...bets, ['over', later(until, -30 * MINUTE), false]],
      500 * bets.length + 499,
    )
    expect(Object.values(rejected).slice(0, -1)).toEqual(bets.map(() => null))
    expect(rejected['over']).toBe('DAY_LOSS_LIMIT')
    expect(losses.day[day]).toBe(500 * bets.length)
    expect(faults).toEqual([])
  })
})
