import { DAY, HOUR, MINUTE, timestamp } from '@betting-advisor/core'
import { dayFinder } from '@betting-advisor/core/report'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'

const ZONES = [
  'Europe/London',
  'America/New_York',
  'Australia/Lord_Howe',
  'Pacific/Apia',
  'UTC',
  'Asia/Kathmandu',
  'America/Sao_Paulo',
  'Africa/Cairo',
]
/** Names days in another way than the code under test: from the parts of a wall clock. */
function dateIn(zone: string, at: number): string {
  const parts = new Intl.DateTimeFormat('en-US', {
    timeZone: zone,
    year: 'numeric',
    month: 'numeric',
    day: 'numeric',
  }).formatToParts(new Date(at))
  const part = (type: string) => Number(parts.find((candidate) => candidate.type === type)?.value)
  return `${part('year')}-${String(part('month')).padStart(2, '0')}-${String(part('day')).padStart(2, '0')}`
}

const moments = fc.integer({ min: Date.UTC(2005, 0, 1), max: Date.UTC(2035, 0, 1) }).map((at) => timestamp(at))

describe('the day of a moment', () => {
  it.each(ZONES)('in %s contains it, is named as calendars do, and its neighbours are others', (zone) => {
    fc.assert(
      fc.property(fc.array(moments, { minLength: 1, maxLength: 3 }), (list) => {
        const dayOf = dayFinder(zone)
        for (const at of list) {
          const day = dayOf(at)
          expect(day.start).toBeLessThanOrEqual(at)
          expect(day.end).toBeGreaterThan(at)
          expect(day.name).toBe(dateIn(zone, at))
          expect(dateIn(zone, day.start)).toBe(day.name)
          expect(dateIn(zone, day.end - 1)).toBe(day.name)
          expect(dateIn(zone, day.start - 1)).not.toBe(day.name)
          expect(dateIn(zone, day.end)).not.toBe(day.name)
          expect(dayOf(timestamp(day.end)).start).toBe(day.end)
        }
      }),
      { numRuns: 60 },
    )
  })

  it.each([
    ['Europe/London', Date.UTC(2026, 2, 29, 12), 23 * HOUR],
    ['Europe/London', Date.UTC(2026, 9, 25, 12), 25 * HOUR],
    ['America/New_York', Date.UTC(2026, 2, 8, 18), 23 * HOUR],
    ['America/New_York', Date.UTC(2026, 10, 1, 18), 25 * HOUR],
    ['Australia/Lord_Howe', Date.UTC(2026, 9, 4, 2), 23.5 * HOUR],
    ['Australia/Lord_Howe', Date.UTC(2026, 3, 5, 2), 24.5 * HOUR],
    // The sun set on 3 November 2018 in Brazil and no clock ever showed midnight.
    ['America/Sao_Paulo', Date.UTC(2018, 10, 4, 12), 23 * HOUR],
    ['UTC', Date.UTC(2026, 5, 1, 12), DAY],
  ])('in %s at %i lasts %i ms', (zone, at, length) => {
    const day = dayFinder(zone)(timestamp(at))
    expect(day.end - day.start).toBe(length)
  })

  it('in Apia goes from 29 to 31 December 2011', () => {
    const dayOf = dayFinder('Pacific/Apia')
    const last = dayOf(timestamp(Date.UTC(2011, 11, 30, 9, 59)))
    expect(last.name).toBe('2011-12-29')
    expect(dayOf(last.end).name).toBe('2011-12-31')
  })

  it('in St. John’s goes back to the evening before, where clocks fell back a minute past midnight', () => {
    const day = dayFinder('America/St_Johns')
    expect(day(timestamp(Date.UTC(2010, 10, 6, 15))).name).toBe('2010-11-06')
    const again = timestamp(Date.UTC(2010, 10, 7, 3))
    expect(day(again).name).toBe('2010-11-06')
    expect(day(again).end).toBeGreaterThan(again)
  })

  it('is the same whatever was asked before', () => {
    const dayOf = dayFinder('Europe/London')
    const at = timestamp(Date.UTC(2026, 2, 29, 0, 30))
    const first = dayOf(at)
    dayOf(timestamp(at + 3 * DAY))
    expect(dayOf(at)).toEqual(first)
    expect(dayOf(timestamp(at + MINUTE))).toBe(dayOf(at))
  })

  it.each(['Europe/Atlantis', '', 'GMT+25'])('of a time zone %j is refused', (zone) => {
    expect(() => dayFinder(zone)).toThrow(expect.objectContaining({ code: 'INVALID_VALUE' }))
  })
})
