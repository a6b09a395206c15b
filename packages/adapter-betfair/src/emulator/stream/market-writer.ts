import { exchangeSelection } from '../../markets/names.ts'
import type {
  LevelPriceSize,
  MarketChange,
  MarketDefinition,
  PriceSizePair,
  RunnerChange,
  StreamField,
} from '../../stream/wire.ts'
import { type EmulatedMarket, units } from '../exchange/emulated-market.ts'
import type { Priced, TouchedMarket, TouchedRunner } from './touched.ts'

const FIELD_OF: Readonly<Record<Priced | 'tv' | 'ltp' | 'spn' | 'spf', StreamField>> = {
  atb: 'EX_ALL_OFFERS',
  atl: 'EX_ALL_OFFERS',
  trd: 'EX_TRADED',
  spb: 'SP_TRADED',
  spl: 'SP_TRADED',
  tv: 'EX_TRADED_VOL',
  ltp: 'EX_LTP',
  spn: 'SP_PROJECTED',
  spf: 'SP_PROJECTED',
}

/** Writes markets as one subscription wants them: it remembers which levels it has told. */
export class MarketWriter {
  readonly #fields: ReadonlySet<StreamField>
  readonly #levels: number
  readonly #told = new Map<string, readonly LevelPriceSize[]>()

  /**
   * @param fields - Empty for all.
   */
  constructor(fields: ReadonlySet<StreamField>, levels: number) {
    this.#fields = fields
    this.#levels = levels
  }

  /** Everything that is known of a market. */
  image(market: EmulatedMarket): MarketChange {
    const { book, definition, own } = market
    const rc = (definition?.runners ?? []).flatMap(({ id, hc = 0 }) => {
      const key = exchangeSelection(id, hc)
      const runner = book.runner(key)
      const prices = {
        atb: new Set<number>(),
        atl: new Set<number>(),
        trd: new Set<number>(),
        spb: new Set<number>(),
        spl: new Set<number>(),
      }
      for (const [price] of own.levels(book, key, 'back')) prices.atb.add(price)
      for (const [price] of own.levels(book, key, 'lay')) prices.atl.add(price)
      for (let place = 0; place < book.tradedPrices(runner); place += 1)
        prices.trd.add(book.tradedPrice(runner, place) ?? 0)
      this.#forget(market.id, key)
      const figures = new Set(['tv', 'ltp', 'spn', 'spf'] as const)
      const change = this.#runner(market, { id: Number(id), hc, prices, figures }, key)
      return change === null ? [] : [change]
    })
    return {
      id: market.id,
      img: true,
      ...(this.#wants('EX_MARKET_DEF') && definition !== null && { marketDefinition: withoutNames(definition) }),
      ...(this.#wants('EX_TRADED_VOL') && { tv: book.totalMatched / 100 }),
      ...(rc.length > 0 && { rc }),
    }
  }

  /** What was touched of a market, as it is now; `null` where nothing of it is wanted. */
  change(market: EmulatedMarket, touched: TouchedMarket): MarketChange | null {
    if (touched.isImage) return this.image(market)
    const { definition, book } = market
    const rc: RunnerChange[] = []
    for (const [key, runner] of touched.runners) {
      const change = this.#runner(market, runner, key)
      if (change !== null) rc.push(change)
    }
    const definitionToo = touched.definition && this.#wants('EX_MARKET_DEF') && definition !== null
    const tvToo = touched.tv && this.#wants('EX_TRADED_VOL')
    if (rc.length === 0 && !definitionToo && !tvToo) return null
    return {
      id: market.id,
      ...(touched.changes > 1 && { con: true }),
      ...(definitionToo && { marketDefinition: withoutNames(definition) }),
      ...(tvToo && { tv: book.totalMatched / 100 }),
      ...(rc.length > 0 && { rc }),
    }
  }

  /** Levels will be told whole the next time: nobody knows what the client has. */
  forgetLevels(): void {
    this.#told.clear()
  }

  #wants(field: StreamField): boolean {
    return this.#fields.size === 0 || this.#fields.has(field)
  }

  #runner(
    market: EmulatedMarket,
    { id, hc, prices, figures }: TouchedRunner,
    key: ReturnType<typeof exchangeSelection>,
  ): RunnerChange | null {
    const { book, projected, own } = market
    const runner = book.runner(key)
    if (runner === -1) return null
    const sizes = (name: Priced, sizeAt: (price: number) => number): { [Name in Priced]?: PriceSizePair[] } =>
      prices[name].size === 0 || !this.#wants(FIELD_OF[name])
        ? {}
        : { [name]: [...prices[name]].map((price) => [price, sizeAt(price) / 100]) }
    const last = book.lastPrice(runner)
    const near = projected.get(key)
    const change = {
      ...sizes('atb', (price) => book.sizeAt('back', runner, price) + own.sizeAt(key, 'back', price)),
      ...sizes('atl', (price) => book.sizeAt('lay', runner, price) + own.sizeAt(key, 'lay', price)),
      ...sizes('trd', (price) => book.traded(runner, units(price) / 10_000)),
      ...sizes('spl', (price) => book.startingSizeAt('back', runner, price)),
      ...sizes('spb', (price) => book.startingSizeAt('lay', runner, price)),
      ...(prices.atb.size > 0 && this.#levelsOf(market, key, 'back')),
      ...(prices.atl.size > 0 && this.#levelsOf(market, key, 'lay')),
      ...(figures.has('tv') && this.#wants('EX_TRADED_VOL') && { tv: book.matched(runner) / 100 }),
      ...(figures.has('ltp') && this.#wants('EX_LTP') && last !== null && { ltp: last }),
      ...(figures.has('spn') && this.#wants('SP_PROJECTED') && near?.near !== undefined && { spn: near.near }),
      ...(figures.has('spf') && this.#wants('SP_PROJECTED') && near?.far !== undefined && { spf: near.far }),
    }
    if (Object.keys(change).length === 0) return null
    return { ...change, id, ...(hc !== 0 && { hc }) }
  }

  /** The levels that are others than the client has. */
  #levelsOf(
    { id, book, own }: EmulatedMarket,
    key: ReturnType<typeof exchangeSelection>,
    side: 'back' | 'lay',
  ): { batb?: LevelPriceSize[]; batl?: LevelPriceSize[]; bdatb?: LevelPriceSize[]; bdatl?: LevelPriceSize[] } {
    const raw = this.#wants('EX_BEST_OFFERS')
    const shown = this.#wants('EX_BEST_OFFERS_DISP')
    if (!raw && !shown) return {}
    const place = `${id}|${key}|${side}`
    const before = this.#told.get(place)
    const all = own.levels(book, key, side)
    const now = Array.from({ length: this.#levels }, (_, level): LevelPriceSize => {
      const [price = 0, size = 0] = all[level] ?? []
      return [level, price, size / 100]
    })
    this.#told.set(place, now)
    const changed = now.filter(([level, price, size]) => {
      const [, oldPrice = Number.NaN, oldSize = Number.NaN] = before?.[level] ?? []
      return price !== oldPrice || size !== oldSize
    })
    if (side === 'back') return { ...(raw && { batb: changed }), ...(shown && { bdatb: changed }) }
    return { ...(raw && { batl: changed }), ...(shown && { bdatl: changed }) }
  }

  #forget(id: string, key: string): void {
    this.#told.delete(`${id}|${key}|back`)
    this.#told.delete(`${id}|${key}|lay`)
  }
}

/** Names are for catalogues and historical files. */
function withoutNames(definition: MarketDefinition): MarketDefinition {
  const { name: _name, eventName: _event, competitionName: _competition, marketName: _market, ...rest } = definition
  return { ...rest, runners: definition.runners.map(({ name: _runner, ...runner }) => runner) }
}
