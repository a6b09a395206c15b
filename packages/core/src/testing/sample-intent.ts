import type { Lock } from '../limits/lock.ts'
import { windowFinder } from '../limits/loss-window.ts'
import { NO_LIMITS } from '../limits/no-limits.ts'
import type { Side } from '../market/market-update.ts'
import { decisionKey, orderRef } from '../order/decision-key.ts'
import type { Cover, ExposureLimits, Intent, LimitClaim } from '../order/intent.ts'
import { liability } from '../order/liability.ts'
import { type OrderTerms, PLAIN_LIMIT, stakeOfLiability } from '../order/order-terms.ts'
import type { RunStart } from '../ports/store/runs.ts'
import { currency } from '../units/currency.ts'
import { type AccountKey, eventId, marketId, runId, selectionId, venueId } from '../units/ids.ts'
import { accountKey } from '../units/mode.ts'
import { money } from '../units/money.ts'
import { priceUnits } from '../units/price.ts'
import { after, DAY, HOUR, MINUTE, timestamp } from '../units/timestamp.ts'

/** The account that samples belong to, unless they say otherwise. */
export const SAMPLE_ACCOUNT: AccountKey = accountKey('DRY_RUN', 'main')

/** When samples happen: 2026-08-08T12:00:00Z. */
export const SAMPLE_TIME = timestamp(Date.UTC(2026, 7, 8, 12))

/** What of a sample intent matters to a test. */
export interface SampleIntent {
  readonly account?: AccountKey
  readonly market?: string
  readonly selection?: string
  readonly strategy?: string
  readonly entry?: number
  readonly side?: Side
  readonly event?: string
  readonly venue?: string
  /** How many selections the market has, how many of them win, and whether its venue nets. @default 3, 1, false */
  readonly outcomes?: number
  readonly winners?: number
  readonly netting?: boolean
  /** @default it is one bet */
  readonly eachWay?: Intent['eachWay']
  /** @default a limit order that lapses */
  readonly terms?: OrderTerms
  /** Of an order on close, in minor units: its stake follows. @default what stake and price come to */
  readonly liability?: number
  readonly origin?: Intent['origin']
  readonly execution?: Intent['execution']
  /** What is held against it; the rest has no limit. */
  readonly exposure?: Partial<ExposureLimits['exposure']>
  readonly loss?: Partial<ExposureLimits['loss']>
  readonly rate?: ExposureLimits['rate']
  /** In which its windows are. @default UTC */
  readonly timeZone?: string
  /** Minor units. */
  readonly stake?: number
  /** Ten-thousandths. */
  readonly price?: number
  /** Milliseconds after {@link SAMPLE_TIME}. */
  readonly at?: number
  readonly claims?: readonly LimitClaim[]
  /** Where its money is. @default {@link SAMPLE_WALLET} */
  readonly wallet?: string
  /** Of its market, in [0, 1). @default 0 */
  readonly commission?: number
  /** The order in whose place it is asked for, and what that holds for it. @default it is a bet of its own, and holds all */
  readonly replaces?: Intent['replaces']
  readonly covers?: Cover
  /** By which its venue knows it. @default its own */
  readonly venueRef?: Intent['venueRef']
}

/** The name of the venue at which the money of sample accounts is. */
export const SAMPLE_WALLET = 'venue'

/**
 * A complete intent for tests: 10.00 at 2.1 on a market of that name.
 *
 * @example
 * ```ts
 * sampleIntent({ market: 'm1', stake: 2500 }).liability // 2500
 * ```
 */
export function sampleIntent(sample: SampleIntent = {}): Intent {
  const { account = SAMPLE_ACCOUNT, strategy = 'value', entry = 1, side = 'back' } = sample
  const market = marketId(sample.market ?? 'market')
  const selection = selectionId(sample.selection ?? 'Home')
  const price = priceUnits(sample.price ?? 21_000)
  const terms = sample.terms ?? PLAIN_LIMIT
  const onClose = terms.kind === 'limit' ? null : money(sample.liability ?? 1000)
  const stake =
    onClose === null ? money(sample.stake ?? 1000) : money(Math.max(1, stakeOfLiability(side, onClose, price)))
  const decidedAt = after(SAMPLE_TIME, sample.at ?? 0)
  const key = decisionKey({ account, strategy, version: '1', market, selection, side, entry })
  return {
    key,
    ref: orderRef(key),
    account,
    run: runId(`${account}-1`),
    strategy,
    strategyVersion: '1',
    entry,
    replaces: sample.replaces ?? null,
    venue: venueId(sample.venue ?? 'bookmaker'),
    wallet: sample.wallet ?? SAMPLE_WALLET,
    event: eventId(sample.event ?? `event of ${market}`),
    market,
    selection,
    eventName: 'Home v Away',
    selectionName: selection,
    competition: 'soccer_epl',
    startsAt: after(decidedAt, HOUR),
    side,
    outcomes: sample.outcomes ?? 3,
    winners: sample.winners ?? 1,
    netting: sample.netting ?? false,
    ...(sample.eachWay === undefined ? {} : { eachWay: sample.eachWay }),
    origin: sample.origin ?? 'decided',
    ...(sample.execution === undefined ? {} : { execution: sample.execution }),
    terms,
    price,
    stake,
    liability: onClose ?? liability(side, stake, price, sample.eachWay),
    fairProbability: 0.5,
    edge: 0.05,
    commission: sample.commission ?? 0,
    quote: { price: 2.1, quotedAt: after(decidedAt, -1), receivedAt: decidedAt },
    ...(sample.covers === undefined ? {} : { covers: sample.covers }),
    ...(sample.venueRef === undefined ? {} : { venueRef: sample.venueRef }),
    decidedAt,
    claims: sample.claims ?? [],
    limits: {
      exposure: { ...NO_LIMITS.exposure, ...sample.exposure },
      loss: { ...NO_LIMITS.loss, ...sample.loss },
      rate: sample.rate ?? null,
    },
    windows: windowsIn(sample.timeZone ?? 'UTC')(decidedAt),
    reasons: ['edge 0.05 ≥ 0.01'],
  }
}

/** A calendar is slow to make, and tests make thousands of intents. */
const calendars = new Map<string, ReturnType<typeof windowFinder>>()

function windowsIn(timeZone: string): ReturnType<typeof windowFinder> {
  const calendar = calendars.get(timeZone) ?? windowFinder(timeZone)
  calendars.set(timeZone, calendar)
  return calendar
}

/**
 * What opens {@link SAMPLE_ACCOUNT} or another account with 1000.00 GBP, a minute before {@link SAMPLE_TIME}.
 *
 * @example
 * ```ts
 * sampleRunStart().openingFunds // { venue: 100000 }
 * ```
 */
export function sampleRunStart(account: AccountKey = SAMPLE_ACCOUNT, run = 1): RunStart {
  return {
    run: {
      id: runId(`${account}-${run}`),
      account,
      startedAt: after(SAMPLE_TIME, run === 1 ? -MINUTE : run * HOUR),
      clock: 'virtual',
      source: 'emulator',
      seed: 'seed',
      strategies: ['value@1'],
      settingsHash: 'hash',
    },
    currency: currency('GBP'),
    timeZone: 'UTC',
    limits: { exposure: NO_LIMITS.exposure, loss: NO_LIMITS.loss },
    limitRaiseDelayMs: DAY,
    openingFunds: { [SAMPLE_WALLET]: money(100_000) },
    since: after(SAMPLE_TIME, -DAY),
  }
}

/**
 * A lock for tests: a drawdown lock of the whole account from {@link SAMPLE_TIME} on.
 *
 * @example
 * ```ts
 * sampleLock({ kind: 'cool-off' }).until // null
 * ```
 */
export function sampleLock(lock: Partial<Lock> = {}): Lock {
  return {
    id: 'lock',
    account: SAMPLE_ACCOUNT,
    kind: 'drawdown',
    strategy: null,
    market: null,
    reason: 'down 21 %',
    from: SAMPLE_TIME,
    until: null,
    ...lock,
  }
}
