import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { createLossSums, lostIn } from '../../src/limits/loss-sums.ts'
import { firstWindows, LOSS_WINDOWS, type Windows, windowFinder } from '../../src/limits/loss-window.ts'
import type { LossWindow } from '../../src/order/intent.ts'
import { DAY, HOUR, MINUTE, type Timestamp, timestamp } from '../../src/units/timestamp.ts'

const ZONES = ['UTC', 'Europe/London', 'America/New_York', 'Australia/Lord_Howe', 'Pacific/Apia'] as const

/** The windows by the letter of ISO 8601, from the calendar date that the platform gives. */
function slowWindows(timeZone: string): (at: number) => Windows {
  const format = new Intl.DateTimeFormat('en-GB', { timeZone, year: 'numeric', month: 'numeric', day: 'numeric' })
  return (at) => {
    const parts = new Map(format.formatToParts(at).map(({ type, value }) => [type, Number(value)]))
    const [year = 0, month = 0, day = 0] = ['year', 'month', 'day'].map((type) => parts.get(type as 'year'))
    const date = Date.UTC(year, month - 1, day)
    const ordinal = (date - Date.UTC(year, 0, 1)) / DAY + 1
    const weekday = ((date / DAY + 3) % 7) + 1
    const week = Math.floor((ordinal - weekday + 10) / 7)
    const [isoYear, isoWeek] =
      week < 1 ? [year - 1, weeksOf(year - 1)] : week > weeksOf(year) ? [year + 1, 1] : [year, week]
    const two = (number: number) => String(number).padStart(2, '0')
    return {
      day: `${year}-${two(month)}-${two(day)}`,
      week: `${isoYear}-W${two(isoWeek)}`,
      month: `${year}-${two(month)}`,
    }
  }
}

/** A year has 53 weeks when it begins or ends on a Thursday. */
function weeksOf(year: number): number {
  return [Date.UTC(year, 0, 1), Date.UTC(year, 11, 31)].some((day) => new Date(day).getUTCDay() === 4) ? 53 : 52
}

describe('the windows of a moment', () => {
  test.each(ZONES)('are its calendar day, ISO week and month in %s', (timeZone) => {
    const windows = windowFinder(timeZone)
    const slow = slowWindows(timeZone)
    const moments = fc.integer({ min: Date.UTC(2000, 0, 1) / MINUTE, max: Date.UTC(2037, 11, 31) / MINUTE })
    fc.assert(
      fc.property(moments, (minute) => {
        expect(windows(timestamp(minute * MINUTE))).toEqual(slow(minute * MINUTE))
      }),
      { numRuns: 400 },
    )
  })

  test.each([
    ['2026-12-31', '2026-W53'],
    ['2027-01-03', '2026-W53'],
    ['2027-01-04', '2027-W01'],
    ['2024-12-30', '2025-W01'],
    ['2023-01-01', '2022-W52'],
  ])('of %s are in week %s', (day, week) => {
    expect(windowFinder('UTC')(timestamp(Date.parse(`${day}T12:00:00Z`))).week).toBe(week)
  })

  test('need a time zone that there is', () => {
    expect(() => windowFinder('Europe/Atlantis')).toThrow(expect.objectContaining({ code: 'INVALID_VALUE' }))
  })
})

interface Closed {
  readonly window: string
  readonly lost: number
}

/** Loses one unit every half hour of some years, and tells what was lost in each window. */
function closedWindows(
  timeZone: string,
  years: readonly number[],
): { counts: Record<LossWindow, Closed[]>; bets: number } {
  const windowsOf = windowFinder(timeZone)
  const sums = createLossSums()
  let bets = 0
  for (const year of years) {
    for (let at = Date.UTC(year, 0, 1); at < Date.UTC(year + 1, 0, 1); at += HOUR / 2) {
      sums.add(windowsOf(timestamp(at)), -1)
      bets += 1
    }
  }
  const losses = sums.from()
  const closed = (kind: LossWindow) => Object.entries(losses[kind]).map(([window, lost]) => ({ window, lost }))
  return { counts: { day: closed('day'), week: closed('week'), month: closed('month') }, bets }
}

describe('losses over changes of clocks', () => {
  test.each([
    ['Europe/London', [2026, 2027], 2 * 365],
    ['America/New_York', [2026, 2027], 2 * 365 + 1],
    ['Australia/Lord_Howe', [2026, 2027], 2 * 365 + 1],
    // Samoa went from 29 to 31 December 2011 when it crossed the date line: a whole day never was.
    ['Pacific/Apia', [2011, 2012], 1 + 365 + 366 + 1 - 1],
  ] as const)('are neither skipped nor counted twice in %s', (timeZone, years, days) => {
    const { counts, bets } = closedWindows(timeZone, years)
    for (const kind of LOSS_WINDOWS) {
      const windows = counts[kind]
      expect(
        windows.reduce((sum, { lost }) => sum + lost, 0),
        kind,
      ).toBe(bets)
      expect(new Set(windows.map(({ window }) => window)).size, kind).toBe(windows.length)
      expect(windows.map(({ window }) => window)).toEqual(windows.map(({ window }) => window).toSorted())
    }
    expect(counts.day).toHaveLength(days)
  })

  test('the day on which clocks change is an hour, or half of one, longer or shorter', () => {
    const lengthOf = (timeZone: string, year: number, day: string) =>
      closedWindows(timeZone, [year]).counts.day.find(({ window }) => window === day)?.lost
    expect(lengthOf('Europe/London', 2026, '2026-03-29')).toBe(46)
    expect(lengthOf('Europe/London', 2026, '2026-10-25')).toBe(50)
    expect(lengthOf('America/New_York', 2026, '2026-03-08')).toBe(46)
    expect(lengthOf('America/New_York', 2026, '2026-11-01')).toBe(50)
    expect(lengthOf('Australia/Lord_Howe', 2026, '2026-04-05')).toBe(49)
    expect(lengthOf('Australia/Lord_Howe', 2026, '2026-10-04')).toBe(47)
    expect(lengthOf('Pacific/Apia', 2011, '2011-12-30')).toBeUndefined()
    expect(lengthOf('Pacific/Apia', 2011, '2011-12-31')).toBe(48)
  })

  test('a clock that is set back or ahead by an hour moves no loss out of its day but at midnight', () => {
    const windowsOf = windowFinder('Europe/London')
    const noon = Date.UTC(2026, 9, 25, 12)
    const sums = createLossSums()
    for (const step of [0, HOUR, -HOUR, 2 * HOUR, -2 * HOUR]) sums.add(windowsOf(timestamp(noon + step)), -1)
    expect(sums.from().day).toEqual({ '2026-10-25': 5 })
  })
})

describe('what was lost', () => {
  const windows = (at: Timestamp) => windowFinder('UTC')(at)
  const settlements = fc.array(
    fc.record({
      at: fc.integer({ min: 0, max: 60 * 24 }).map((hours) => timestamp(Date.UTC(2026, 7, 1) + hours * HOUR)),
      profit: fc.integer({ min: -1000, max: 1000 }).filter((profit) => profit !== 0),
    }),
    { maxLength: 20 },
  )

  test('is the same in whatever order settlements are posted: of each window the sum of its own', () => {
    fc.assert(
      fc.property(settlements, (list) => {
        const sums = createLossSums()
        const reversed = createLossSums()
        for (const { at, profit } of list) sums.add(windows(at), profit)
        for (const { at, profit } of list.toReversed()) reversed.add(windows(at), profit)
        expect(reversed.from()).toEqual(sums.from())
        for (const kind of LOSS_WINDOWS) {
          for (const name of new Set(list.map(({ at }) => windows(at)[kind]))) {
            const lost = list.reduce((sum, { at, profit }) => sum - (windows(at)[kind] === name ? profit : 0), 0)
            expect(sums.in(kind, name)).toBe(lost)
            expect(sums.from()[kind][name] ?? 0).toBe(lost)
          }
        }
      }),
    )
  })

  test('goes on from what was counted, and is handed over from a window on', () => {
    fc.assert(
      fc.property(settlements, settlements, fc.integer({ min: 0, max: 60 }), (first, second, days) => {
        const [apart, together] = [createLossSums(), createLossSums()]
        for (const { at, profit } of first) apart.add(windows(at), profit)
        const resumed = createLossSums(apart.from())
        for (const { at, profit } of second) resumed.add(windows(at), profit)
        for (const { at, profit } of [...first, ...second]) together.add(windows(at), profit)
        expect(resumed.from()).toEqual(together.from())
        const asked = windows(timestamp(Date.UTC(2026, 7, 1) + days * DAY))
        for (const kind of LOSS_WINDOWS) {
          expect(together.lost(asked, kind)).toBe(lostIn(together.from(), asked, kind))
          expect(together.lost(asked, kind)).toBe(lostIn(together.from(asked), asked, kind))
        }
      }),
    )
  })

  test('is handed over from the windows on in which a moment lies in any time zone', () => {
    const moments = fc.integer({ min: Date.UTC(2020, 0, 1) / MINUTE, max: Date.UTC(2030, 0, 1) / MINUTE })
    fc.assert(
      fc.property(moments, fc.constantFrom(...ZONES, 'Pacific/Kiritimati', 'Etc/GMT+12'), (minute, timeZone) => {
        const at = timestamp(minute * MINUTE)
        const [first, own] = [firstWindows(at), windowFinder(timeZone)(at)]
        for (const kind of LOSS_WINDOWS) expect(first[kind] <= own[kind]).toBe(true)
      }),
    )
  })

  test('counts for decisions of its window and of earlier ones, and never below zero', () => {
    const at = timestamp(Date.UTC(2026, 7, 8, 12))
    const sums = createLossSums()
    sums.add(windows(at), -700)
    expect(sums.lost(windows(at), 'day')).toBe(700)
    expect(sums.lost(windows(timestamp(at - DAY)), 'day')).toBe(700)
    expect(sums.lost(windows(timestamp(at + DAY)), 'day')).toBe(0)
    expect(sums.lost(windows(timestamp(at + DAY)), 'week')).toBe(700)
    sums.add(windows(at), 900)
    expect(sums.lost(windows(at), 'day')).toBe(0)
    expect(sums.from().day).toEqual({ '2026-08-08': -200 })
  })

  test('of a window is not ended by a settlement in a later one', () => {
    const at = timestamp(Date.UTC(2026, 7, 8, 12))
    const sums = createLossSums()
    sums.add(windows(timestamp(at + 40 * DAY)), -100)
    sums.add(windows(at), -700)
    for (const kind of LOSS_WINDOWS) expect(sums.lost(windows(at), kind)).toBe(700)
  })
})
