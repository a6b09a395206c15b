import type { Clock } from '../clock/clock.ts'
import type { MarketUpdate } from '../market/market-update.ts'
import type { Logger } from '../ports/logger.ts'
import type { PriceSource } from '../ports/price-source.ts'
import { HOUR, MINUTE } from '../units/timestamp.ts'
import { assertEqual, assertNone, assertTrue, type ContractCase } from './contract.ts'
import { assertNoSecret, textsOf } from './secrets.ts'

/**
 * What a source is tried on: a service of its own that can be broken and healed, on a clock that moves by hand. It offers at least one
 * market with prices within the first hour.
 */
export interface SourceHarness extends AsyncDisposable {
  readonly source: PriceSource
  readonly clock: Clock
  /** Moves the clock on and waits until everything that this sets off has settled. */
  pass(milliseconds: number): Promise<void>
  /** Makes every request or connection fail in a way that passes. */
  breakService(): void
  healService(): void
  /** Values that must never be seen. */
  readonly secrets: readonly string[]
}

/** A source while it is read. */
interface Reading {
  readonly updates: MarketUpdate[]
  readonly log: string[]
  readonly fault: () => unknown
  readonly isOver: () => boolean
  abort(): Promise<void>
}

function read({ source, clock }: SourceHarness): Reading {
  const updates: MarketUpdate[] = []
  const log: string[] = []
  const controller = new AbortController()
  const write = (fields: object, message = ''): void => {
    log.push(message, ...textsOf(fields))
  }
  const logger: Logger = { debug: write, info: write, warn: write, error: write }
  let fault: unknown
  let isOver = false
  const ended = (async () => {
    try {
      for await (const batch of source.updates({ clock, logger, signal: controller.signal })) updates.push(...batch)
    } catch (error) {
      fault = error
    }
    isOver = true
  })()
  return {
    updates,
    log,
    fault: () => fault,
    isOver: () => isOver,
    async abort() {
      controller.abort(new Error('aborted by the contract'))
      await ended
    },
  }
}

/** Reads a source for a while and hands over what it told. */
async function reading(
  harness: SourceHarness,
  judge: (harness: SourceHarness, reading: Reading) => Promise<void>,
): Promise<void> {
  const reader = read(harness)
  try {
    await harness.pass(0)
    await judge(harness, reader)
  } finally {
    await reader.abort()
  }
}

/** Starts a source and aborts it a minute later. */
async function abortIn(harness: SourceHarness): Promise<void> {
  const reader = read(harness)
  await harness.pass(MINUTE)
  await reader.abort()
  assertEqual(reader.fault(), undefined, 'error')
  assertEqual(harness.source.status().state, 'ended', 'state')
}

/** The last that was told of each venue in each market. */
function lastShown(updates: readonly MarketUpdate[]) {
  const shown = new Map<string, MarketUpdate['venues'][number]>()
  for (const { market, venues } of updates) {
    for (const prices of venues) shown.set(`${market.id} ${prices.side} ${prices.venue}`, prices)
  }
  return [...shown.values()]
}

const isPriced = ({ prices }: MarketUpdate['venues'][number]): boolean => prices.some((price) => price !== null)

/**
 * What every price source promises. Each case starts with a new harness.
 *
 * @example
 * ```ts
 * for (const { id, title, run } of sourceContract) test(`${id} ${title}`, async () => run(await newHarness()))
 * ```
 */
export const sourceContract: readonly ContractCase<SourceHarness>[] = [
  {
    id: 'SRC-01',
    title: 'tells open markets with prices soon after it starts',
    run: (harness) =>
      reading(harness, async (harness, { updates }) => {
        await harness.pass(HOUR)
        const priced = updates.filter(({ status, venues }) => status === 'open' && venues.some(isPriced))
        assertTrue(priced.length > 0, 'open markets with prices', updates)
      }),
  },
  {
    id: 'SRC-02',
    title: 'aligns every price with a selection, and names each selection once',
    run: (harness) =>
      reading(harness, async (harness, { updates }) => {
        await harness.pass(HOUR)
        for (const { market, venues } of updates) {
          const ids = new Set(market.selections.map(({ id }) => id))
          assertEqual(ids.size, market.selections.length, `different selections of ${market.id}`)
          for (const { venue, prices } of venues) {
            assertEqual(prices.length, market.selections.length, `prices of ${venue} in ${market.id}`)
            const wrong = prices.filter((price) => price !== null && !(price > 1 && Number.isFinite(price)))
            assertNone(wrong, `prices of ${venue} in ${market.id} that are none`)
          }
        }
      }),
  },
  {
    id: 'SRC-03',
    title: 'stamps news with the clock it is given, never earlier than before and never quoted in the future',
    run: (harness) =>
      reading(harness, async (harness, { updates }) => {
        const start = harness.clock.now()
        await harness.pass(HOUR)
        let last = start
        for (const { receivedAt, venues } of updates) {
          assertTrue(receivedAt >= last && receivedAt <= harness.clock.now(), `news after that of ${last}`, receivedAt)
          last = receivedAt
          const early = venues.filter(({ quotedAt }) => quotedAt > receivedAt)
          assertNone(early, `prices seen after they arrived at ${receivedAt}`)
        }
      }),
  },
  {
    id: 'SRC-04',
    title: 'calls a market the same and keeps the order of its selections',
    run: (harness) =>
      reading(harness, async (harness, { updates }) => {
        await harness.pass(HOUR)
        const orders = new Map<string, string>()
        for (const { market } of updates) {
          const order = market.selections.map(({ id }) => id).join('|')
          assertEqual(order, orders.get(market.id) ?? order, `selections of ${market.id}`)
          orders.set(market.id, order)
        }
      }),
  },
  {
    id: 'SRC-05',
    title: 'shows that it is well, and when it last heard something',
    run: (harness) =>
      reading(harness, async (harness) => {
        await harness.pass(HOUR)
        const { state, fault, lastMessageAt } = harness.source.status()
        assertEqual({ state, fault }, { state: 'ok', fault: null }, 'status')
        assertTrue(lastMessageAt !== null && lastMessageAt <= harness.clock.now(), 'last message', lastMessageAt)
      }),
  },
  {
    id: 'SRC-06',
    title: 'ends without an error when aborted',
    run: (harness) => abortIn(harness),
  },
  {
    id: 'SRC-07',
    title: 'tells nothing when aborted before it starts',
    async run(harness) {
      const reader = read(harness)
      await reader.abort()
      assertNone(reader.updates, 'news')
      assertEqual(reader.fault(), undefined, 'error')
    },
  },
  {
    id: 'SRC-08',
    title: 'lives through an outage, and says so',
    run: (harness) =>
      reading(harness, async (harness, { isOver }) => {
        await harness.pass(MINUTE)
        harness.breakService()
        await harness.pass(HOUR)
        const { state, fault } = harness.source.status()
        assertEqual({ isOver: isOver(), state }, { isOver: false, state: 'failing' }, 'status')
        assertTrue(fault !== null && fault.code !== '' && fault.message !== '', 'fault', fault)
      }),
  },
  {
    id: 'SRC-09',
    title: 'leaves no live price standing while the service is silent',
    run: (harness) =>
      reading(harness, async (harness, { updates }) => {
        await harness.pass(MINUTE)
        harness.breakService()
        await harness.pass(HOUR)
        const live = lastShown(updates).filter((prices) => isPriced(prices) && prices.freshness === 'live')
        assertNone(live, 'prices that still count as live')
      }),
  },
  {
    id: 'SRC-10',
    title: 'opens a circuit breaker in a long outage, shows it, and comes back by itself',
    run: (harness) =>
      reading(harness, async (harness, { updates }) => {
        await harness.pass(MINUTE)
        harness.breakService()
        await harness.pass(3 * HOUR)
        const states = (harness.source.breakers ?? []).map((breaker) => breaker.snapshot().state)
        assertTrue(states.includes('open') || states.includes('half-open'), 'breakers', states)
        harness.healService()
        const before = updates.length
        await harness.pass(HOUR)
        assertEqual(harness.source.status().state, 'ok', 'state')
        assertTrue(updates.length > before, 'news after healing', updates.length - before)
        const open = (harness.source.breakers ?? []).filter((breaker) => breaker.snapshot().state !== 'closed')
        assertNone(open, 'breakers that stay open')
      }),
  },
  {
    id: 'SRC-11',
    title: 'flags what has started as in play or no longer open',
    run: (harness) =>
      reading(harness, async (harness, { updates }) => {
        for (let hour = 0; hour < 12; hour++) await harness.pass(HOUR)
        const latest = new Map(updates.map((update) => [update.market.id, update]))
        const late = [...latest.values()].filter(
          ({ market, inPlay, status }) => market.event.startsAt <= harness.clock.now() && !inPlay && status === 'open',
        )
        assertNone(late, 'markets that started and are shown as before their start')
        const early = updates.filter(({ market, inPlay, receivedAt }) => inPlay && receivedAt < market.event.startsAt)
        assertNone(early, 'markets in play before their start')
      }),
  },
  {
    id: 'SRC-12',
    title: 'can be run again after it has ended',
    async run(harness) {
      for (let turn = 1; turn <= 2; turn++) {
        const reader = read(harness)
        await harness.pass(HOUR)
        await reader.abort()
        assertEqual(reader.fault(), undefined, `error of turn ${turn}`)
        assertTrue(reader.updates.length > 0, `news of turn ${turn}`, reader.updates)
      }
    },
  },
  {
    id: 'SRC-13',
    title: 'shows no secret in news, log, status, breakers or errors, well or ill',
    run: (harness) =>
      reading(harness, async (harness, { updates, log, fault }) => {
        await harness.pass(MINUTE)
        harness.breakService()
        await harness.pass(HOUR)
        const { source, secrets } = harness
        const breakers = (source.breakers ?? []).map((breaker) => breaker.snapshot())
        const texts = textsOf([updates, log, source.status(), breakers, fault(), source])
        assertNoSecret(texts, secrets)
      }),
  },
  {
    id: 'SRC-14',
    title: 'ends without an error when aborted while the service is silent',
    async run(harness) {
      harness.breakService()
      await abortIn(harness)
    },
  },
]
