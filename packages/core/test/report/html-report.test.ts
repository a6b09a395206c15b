import {
  type BacktestEvent,
  currency,
  DAY,
  eventId,
  fractionalKelly,
  HOUR,
  type Market,
  marketId,
  money,
  price,
  runBacktest,
  selectionId,
  timestamp,
  valueBetting,
  venueId,
  withoutProtections,
  wonBy,
} from '@betting-advisor/core'
import { defineSettings } from '@betting-advisor/core/config'
import { multiplicative } from '@betting-advisor/core/odds'
import { type BacktestReport, renderBacktestReport } from '@betting-advisor/core/report'
import { createSeededRandom } from '@betting-advisor/core/simulation'
import { describe, expect, test } from 'vitest'

const hostile = `</td><script>alert("1")</script><img src=x onerror='alert(2)'>&`
const sharp = venueId('sharp')
const soft = venueId('soft')

/** One match a day from June 2026: the soft bookmaker offers ten per cent too much on the home team. */
function season(days: number, home = 'Ashford'): readonly BacktestEvent[] {
  const random = createSeededRandom('season')
  return Array.from({ length: days }, (_, day): readonly BacktestEvent[] => {
    const at = timestamp(Date.UTC(2026, 5, 1) + day * DAY)
    const startsAt = timestamp(at + 15 * HOUR)
    const market: Market = {
      id: marketId(`test:${day}`),
      event: {
        id: eventId(`test:${day}`),
        competition: 'X0',
        name: `${home} v Bramley`,
        home,
        away: 'Bramley',
        startsAt,
      },
      kind: 'h2h',
      outcome: 'winner',
      selections: [home, 'Draw', 'Bramley'].map((name, index) => ({ id: selectionId(`s${index}`), name, line: null })),
      winners: 1,
      line: null,
    }
    const show = (moment: typeof at, prices: readonly (readonly [typeof sharp, readonly number[]])[]) => ({
      market,
      status: 'open' as const,
      inPlay: false,
      receivedAt: moment,
      venues: prices.map(([venue, offered]) => ({
        venue,
        side: 'back' as const,
        quotedAt: moment,
        freshness: 'live' as const,
        prices: offered.map(price),
      })),
    })
    const winner = random() < 0.4 ? 's0' : random() < 0.5 ? 's1' : 's2'
    return [
      {
        type: 'market',
        at,
        update: show(at, [
          [sharp, [2.45, 3.2, 3.2]],
          [soft, [2.75, 3.1, 3.1]],
        ]),
      },
      { type: 'closing', at: startsAt, update: show(startsAt, [[sharp, [2.4, 3.25, 3.25]]]) },
      {
        type: 'result',
        at: timestamp(startsAt + 2 * HOUR),
        result: wonBy(market, [selectionId(winner)]),
      },
    ]
  }).flat()
}

// A bet here stakes about as much as the default limit of a day's losses, which fits a smaller bankroll.
const { risk } = defineSettings({ risk: { dailyLossLimit: money(100_000) } })

function run(events: readonly BacktestEvent[], limits = risk) {
  const strategy = valueBetting({ sharp: 'sharp', overround: multiplicative, staking: fractionalKelly(0.2) })
  return runBacktest({ events, strategies: [strategy], limits, currency: currency('GBP'), bankroll: money(1_000_000) })
}

function reportOf(events: readonly BacktestEvent[], more: Partial<BacktestReport> = {}): BacktestReport {
  return {
    title: 'Value betting',
    currency: currency('GBP'),
    runs: [
      { name: 'Protected', result: run(events) },
      { name: 'Bare', result: run(events, withoutProtections(risk)) },
    ],
    settings: { overround: 'multiplicative', staking: 'fractional Kelly 0.2' },
    ...more,
  }
}

const page = renderBacktestReport(reportOf(season(120)))

/** The texts of the cells of each row of the table below a heading. */
function tableBelow(heading: string, source = page): readonly (readonly string[])[] {
  const [, after = ''] = source.split(heading)
  const [body = ''] = after.split('</table>')
  return [...body.matchAll(/<tr>(.*?)<\/tr>/gs)].map(([, row = '']) =>
    [...row.matchAll(/<t[hd][^>]*>(.*?)<\/t[hd]>/gs)].map(([, cell = '']) => cell.replace(/<[^>]*>/g, '')),
  )
}

describe('renderBacktestReport', () => {
  test('says beside the closing line value how many bets have a close', () => {
    const events = season(120)
    const untold = events.filter(({ type }, index) => type !== 'closing' || index < 60)
    const source = renderBacktestReport(reportOf(untold))
    const { performance } = run(untold)
    const closes = performance.clv?.bets ?? 0
    expect(closes).toBeGreaterThan(0)
    expect(closes).toBeLessThan(performance.bets)
    const texts = source.replaceAll(/(?:<[^>]*>)+/g, '|')
    expect(texts).toContain(`|Bets with a close|${closes} of ${performance.bets}|`)
    expect(source).toContain(`closing line value of ${closes} with a close`)
    const none = renderBacktestReport(reportOf(events.filter(({ type }) => type !== 'closing')))
    expect(none).toContain('closing line value of 0 with a close')
    expect(none).toMatch(/<b>(<[^>]*>)?–(<[^>]*>)?<\/b><span>closing line value of 0/)
  })

  test('is one page that needs nothing else and runs nothing', () => {
    expect(page.startsWith('<!doctype html>')).toBe(true)
    expect(page).toContain(`content="default-src 'none'; style-src 'unsafe-inline'"`)
    expect(page).not.toMatch(/<script|<link|<img|<iframe|@import|url\(|https?:/i)
    expect(page).not.toMatch(/\bon\w+=/)
  })

  test('the same report gives the same text', () => {
    expect(renderBacktestReport(reportOf(season(120)))).toBe(page)
  })

  test('the summary has the figures of both runs', () => {
    const { runs } = reportOf(season(120))
    const rows = new Map(tableBelow('<h2>Summary</h2>').map(([name, ...cells]) => [name, cells]))
    expect(rows.get('Bets')).toEqual(runs.map((each) => String(each?.result.performance.bets)))
    const bankroll = (minor = 0) => (minor / 100).toLocaleString('en-GB', { minimumFractionDigits: 2 })
    expect(rows.get('Bankroll at the end')).toEqual(runs.map((each) => bankroll(each?.result.performance.equity)))
    expect(rows.get('Locks')?.[1]).toBe('0')
    expect(Number.parseInt(rows.get('Locks')?.[0] ?? '', 10)).toBe(runs[0].result.locks.length)
  })

  test('months and price bands add up to the whole', () => {
    const { runs } = reportOf(season(120))
    for (const heading of ['<h2>By month</h2>', '<h2>By price</h2>']) {
      const [, ...rows] = tableBelow(heading)
      const sum = (column: number) =>
        rows.reduce((total, cells) => total + Number(cells[column]?.replace(/[,+]/g, '').replace('−', '-')), 0)
      expect(sum(1)).toBe(runs[0].result.performance.bets)
      expect(sum(4)).toBeCloseTo(runs[0].result.performance.profit / 100, 6)
      expect(sum(6)).toBeCloseTo((runs[1]?.result.performance.profit ?? Number.NaN) / 100, 6)
    }
    expect(tableBelow('<h2>By month</h2>').map(([month]) => month)).toEqual([
      'Month',
      '2026-06',
      '2026-07',
      '2026-08',
      '2026-09',
    ])
  })

  test('a bet belongs to the month of the account’s time zone', () => {
    const lastMonth = (timeZone: string) => {
      const [, ...months] = tableBelow('<h2>By month</h2>', renderBacktestReport(reportOf(season(30), { timeZone })))
      return months.at(-1)?.[0]
    }
    expect([lastMonth('UTC'), lastMonth('Pacific/Kiritimati')]).toEqual(['2026-06', '2026-07'])
  })

  test('every bet is listed, folded away, up to a number', () => {
    const { runs } = reportOf(season(120))
    const { bets } = runs[0].result
    expect(page).toContain(`<details><summary>Bets, Protected (${bets.length})</summary>`)
    expect(tableBelow('<summary>Bets, Protected')).toHaveLength(bets.length + 1)
    const cut = renderBacktestReport(reportOf(season(120), { maxBets: 3 }))
    expect(tableBelow('<summary>Bets, Protected', cut)).toHaveLength(4)
    expect(cut).toContain(`The first 3 are listed; ${bets.length - 3} more are not.`)
  })

  test('what was turned down is counted by reason', () => {
    const { runs } = reportOf(season(120))
    const rows = tableBelow('<h2>Not bet, and why</h2>').slice(1)
    expect(Object.fromEntries(rows.map(([code, count]) => [code, Number(count)]))).toEqual(runs[0].result.rejections)
  })

  test('every text is escaped, wherever it stands', () => {
    const [first, second] = reportOf(season(20, hostile)).runs
    const result = { ...first.result, rejections: { [hostile]: 1 }, locks: [] }
    const source = renderBacktestReport({
      title: hostile,
      subtitle: hostile,
      currency: currency('GBP'),
      runs: [
        { name: hostile, result },
        { name: hostile, result: second?.result ?? result },
      ],
      settings: { [hostile]: hostile },
    })
    expect(source).not.toContain('<script')
    expect(source).not.toContain('<img')
    expect(source.match(/&lt;script&gt;/g)?.length).toBeGreaterThan(15)
  })

  test.each([
    ['no events', []],
    [
      'no bets',
      season(1).map((event) =>
        event.type === 'market' ? { ...event, update: { ...event.update, venues: [] } } : event,
      ),
    ],
    ['one bet', season(1)],
  ])('with %s it is still a page, without a number that is none', (_, events) => {
    const source = renderBacktestReport(reportOf(events))
    expect(source).toContain('</html>')
    expect(source).not.toMatch(/NaN|Infinity|undefined|null/)
  })

  test('one run alone has no columns for another', () => {
    const { runs } = reportOf(season(30))
    const source = renderBacktestReport(reportOf(season(30), { runs: [runs[0]] }))
    expect(source).not.toContain('Bare')
    expect(tableBelow('<h2>Summary</h2>', source).every((cells) => cells.length === 2)).toBe(true)
  })
})
