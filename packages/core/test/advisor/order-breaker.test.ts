import { after, MINUTE, SECOND, type Venue } from '@betting-advisor/core'
import { createExchangeVenue } from '@betting-advisor/core/simulation'
import type { PlaceOutcome } from '@betting-advisor/core/venue'
import { describe, expect, test } from 'vitest'
import { awaited } from '../support/awaited.ts'
import { exchangeWorld, quotes } from '../support/exchange-world.ts'
import { NOON } from '../support/markets.ts'
import { realClock } from '../support/real-clock.ts'

/** Ten minutes of news every second at a venue of which some parts are others; how often it was asked to place and to list, and what was said. */
async function tenMinutes(parts: Partial<Venue>) {
  const world = exchangeWorld({ lateAcceptMs: 0, visibilityLagMs: 0 })
  const clock = realClock(world.clock)
  const exchange = createExchangeVenue({ exchange: world.exchange, clock })
  const asked = { place: 0, list: 0 }
  const whole = { ...exchange, ...parts }
  const venue: Venue = {
    ...whole,
    doPlace(...order) {
      asked.place += 1
      return whole.doPlace(...order)
    },
    async list(...since) {
      asked.list += 1
      return (await whole.list?.(...since)) ?? { complete: true, bets: [] }
    },
  }
  const prices = Array.from({ length: 600 }, (_, second) => quotes(after(NOON, (second + 1) * SECOND)))
  const { advisor, running } = await world.start({ venue, clock, prices })
  await world.pass(10 * MINUTE)
  const told = [...world.alerts(), ...world.told('warning').map(({ code }) => code)]
  await advisor.stop('the test is over')
  await world.pass(20 * SECOND)
  await running
  return { ...asked, told }
}

/** A venue that answers every order alike. */
const answering = (outcome: PlaceOutcome): Partial<Venue> => ({ doPlace: async () => [outcome] })

const reason = { code: 'INSUFFICIENT_FUNDS', message: 'no' }
/** Far fewer than the 100 that the default limits allow. */
const FEW = 30

describe('a venue that takes no order', () => {
  test('is asked once where it takes the first, and nothing is said', async () => {
    expect(await tenMinutes({})).toMatchObject({ place: 1, told: [] })
  })

  describe.each([
    ['refuses every order', answering({ kind: 'rejected', reason })],
    ['cannot be reached', answering({ kind: 'not-sent', reason: { code: 'ECONNREFUSED', message: 'no' } })],
  ] as const)('because it %s', (_, venue) => {
    awaited('is not asked all the time', async () => {
      expect((await tenMinutes(venue)).place).toBeLessThan(FEW)
    })

    awaited('is told of', async () => {
      expect((await tenMinutes(venue)).told).not.toEqual([])
    })
  })
})

describe('a stream of order news', () => {
  /** A stream that stays open, and says that it has missed something or nothing. */
  const open = (missed: boolean): Partial<Venue> => ({
    async *orderNews({ clock, signal }) {
      await clock.sleep(30 * SECOND, signal)
      if (missed) yield [{ kind: 'gap', reason: 'a test' }]
      await clock.sleep(60 * MINUTE, signal).catch(() => undefined)
    },
  })
  const ending: Partial<Venue> = {
    async *orderNews({ clock, signal }) {
      yield []
      await clock.sleep(30 * SECOND, signal)
    },
  }

  test('that may have missed something has venue and ledger compared again', async () => {
    const [calm, gap] = [await tenMinutes(open(false)), await tenMinutes(open(true))]
    expect(gap.list).toBeGreaterThan(calm.list)
  })

  awaited('that ends by itself may have missed something', async () => {
    const [calm, ended] = [await tenMinutes(open(false)), await tenMinutes(ending)]
    expect(ended.list).toBeGreaterThan(calm.list)
  })
})
