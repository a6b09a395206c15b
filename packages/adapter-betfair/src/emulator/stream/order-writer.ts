import type { OrderMarketChange, OrderRunnerChange, PriceSizePair, StreamOrder } from '../../stream/wire.ts'
import type { AccountBook } from '../exchange/account-book.ts'
import type { EmulatedBet } from '../exchange/emulated-bet.ts'

/** What of an account's orders a subscription wants. */
export interface OrderWishes {
  /** `null` for those of every strategy. */
  readonly strategies: ReadonlySet<string> | null
  readonly overall: boolean
  readonly byStrategy: boolean
}

const TYPES = { LIMIT: 'L', LIMIT_ON_CLOSE: 'LOC', MARKET_ON_CLOSE: 'MOC' } as const
const PERSISTENCE = { LAPSE: 'L', PERSIST: 'P', MARKET_ON_CLOSE: 'MOC' } as const

/** Writes orders as one subscription wants them: it remembers what it has told to be matched. */
export class OrderWriter {
  readonly #account: AccountBook
  readonly #wishes: OrderWishes
  readonly #told = new Map<string, ReadonlyMap<number, number>>()

  constructor(account: AccountBook, wishes: OrderWishes) {
    this.#account = account
    this.#wishes = wishes
  }

  /** All that is open, and all that is matched, in markets that are not over. */
  image(isOver: (marketId: string) => boolean): OrderMarketChange[] {
    this.#told.clear()
    return [...this.#account.byMarket].flatMap(([id, bets]) => {
      if (isOver(id)) return []
      const orc = runnersOf(bets).map((ofRunner) => ({
        ...this.#runner(
          ofRunner,
          ofRunner.filter((bet) => !bet.isComplete),
        ),
        fullImage: true,
      }))
      return orc.length === 0 ? [] : [{ id, fullImage: true, orc }]
    })
  }

  /** What has become of these bets. */
  change(bets: Iterable<EmulatedBet>, closed: ReadonlySet<string>): OrderMarketChange[] {
    const byMarket = Map.groupBy(bets, ({ terms }) => terms.marketId)
    for (const id of closed) if (!byMarket.has(id)) byMarket.set(id, [])
    return [...byMarket].flatMap(([id, changed]) => {
      const orc = runnersOf(changed).map((ofRunner) => this.#runner(ofRunner, ofRunner))
      if (orc.length === 0 && !closed.has(id)) return []
      return [{ id, ...(closed.has(id) && { closed: true }), ...(orc.length > 0 && { orc }) }]
    })
  }

  #runner(bets: readonly EmulatedBet[], told: readonly EmulatedBet[]): OrderRunnerChange {
    const [first] = bets
    const { marketId = '', selectionId = 0, handicap = 0 } = first?.terms ?? {}
    const { strategies, overall, byStrategy } = this.#wishes
    const uo = told.filter(({ terms }) => strategies === null || strategies.has(terms.strategyRef ?? '')).map(orderOf)
    const ladder = (side: 'BACK' | 'LAY', strategy?: string): readonly PriceSizePair[] => {
      const now = this.#account.ladder(marketId, selectionId, handicap, side, strategy)
      const place = `${marketId}|${selectionId}|${handicap}|${side}|${strategy ?? '*'}`
      const before = this.#told.get(place) ?? new Map<number, number>()
      this.#told.set(place, now)
      const changed: PriceSizePair[] = [...now]
        .filter(([price, size]) => before.get(price) !== size)
        .map(([price, size]) => [price, size / 100])
      for (const price of before.keys()) if (!now.has(price)) changed.push([price, 0])
      return changed
    }
    const both = (strategy?: string) => {
      const mb = ladder('BACK', strategy)
      const ml = ladder('LAY', strategy)
      return { ...(mb.length > 0 && { mb }), ...(ml.length > 0 && { ml }) }
    }
    const refs = byStrategy ? [...new Set(bets.map(({ terms }) => terms.strategyRef ?? ''))] : []
    const smc = Object.fromEntries(
      refs.filter((ref) => strategies === null || strategies.has(ref)).map((ref) => [ref, both(ref)]),
    )
    return {
      id: selectionId,
      ...(handicap !== 0 && { hc: handicap }),
      ...(uo.length > 0 && { uo }),
      ...(overall && both()),
      ...(byStrategy && Object.keys(smc).length > 0 && { smc }),
    }
  }
}

function runnersOf(bets: readonly EmulatedBet[]): readonly (readonly EmulatedBet[])[] {
  return [...Map.groupBy(bets, ({ terms }) => `${terms.selectionId}/${terms.handicap}`).values()]
}

/** An order as the stream tells it. */
function orderOf(bet: EmulatedBet): StreamOrder {
  const { terms } = bet
  return {
    id: terms.id,
    p: terms.price,
    s: terms.size / 100,
    ...(terms.type !== 'LIMIT' && { bsp: terms.liability / 100 }),
    side: terms.side === 'BACK' ? 'B' : 'L',
    status: bet.isComplete ? 'EC' : 'E',
    pt: PERSISTENCE[bet.persistence],
    ot: TYPES[terms.type],
    pd: terms.placedAt,
    ...(bet.matchedAt !== null && { md: bet.matchedAt }),
    ...(bet.cancelledAt !== null && { cd: bet.cancelledAt }),
    ...(bet.lapsedAt !== null && { ld: bet.lapsedAt }),
    ...(bet.lapseCode !== null && { lsrc: bet.lapseCode }),
    ...(bet.matched > 0 && { avp: bet.averagePrice }),
    sm: bet.matched / 100,
    sr: bet.remaining / 100,
    sl: bet.lapsed / 100,
    sc: bet.cancelled / 100,
    sv: bet.voided / 100,
    rac: '',
    rc: 'REG_GGC',
    rfo: terms.orderRef ?? '',
    rfs: terms.strategyRef ?? '',
  }
}
