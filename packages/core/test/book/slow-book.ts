import {
  type ByLevel,
  type ByPrice,
  type MarketChange,
  type MarketDefinition,
  type RunnerChange,
  runnerName,
  type StreamMessage,
} from './stream-message.ts'

/** What became of one runner, in plain maps of what the messages say. */
export class SlowRunner {
  atb = new Map<number, number>()
  atl = new Map<number, number>()
  batb = new Map<number, readonly [number, number]>()
  batl = new Map<number, readonly [number, number]>()
  bdatb = new Map<number, readonly [number, number]>()
  bdatl = new Map<number, readonly [number, number]>()
  trd = new Map<number, number>()
  spb = new Map<number, number>()
  spl = new Map<number, number>()
  last: { tv?: number; ltp?: number; spn?: number | string; spf?: number | string } = {}
}

export interface SlowMarket {
  definition: MarketDefinition | null
  tv: number | null
  runners: Map<string, SlowRunner>
}

/** A second implementation, as slow as it is simple, that shares nothing with the first. */
export class SlowBooks {
  markets = new Map<string, SlowMarket>()
  #held: StreamMessage[] = []

  read(message: StreamMessage): void {
    if (message.op !== 'mcm' || message.ct === 'HEARTBEAT') return
    this.#held.push(message)
    if (message.segmentType === 'SEG_START' || message.segmentType === 'SEG') return
    if (this.#held[0]?.ct === 'SUB_IMAGE') this.markets.clear()
    for (const held of this.#held) for (const change of held.mc ?? []) this.#market(change)
    this.#held = []
  }

  #market(change: MarketChange): void {
    const known = this.markets.get(change.id)
    const market: SlowMarket =
      known === undefined || change.img === true ? { definition: null, tv: null, runners: new Map() } : known
    this.markets.set(change.id, market)
    if (change.marketDefinition !== undefined) {
      market.definition = change.marketDefinition
      for (const told of change.marketDefinition.runners) {
        const runner = runnerIn(market, runnerName(told))
        if (!told.status?.startsWith('REMOVED')) continue
        for (const ladder of [runner.atb, runner.atl, runner.batb, runner.batl, runner.bdatb, runner.bdatl]) {
          ladder.clear()
        }
      }
    }
    if (change.tv !== undefined) market.tv = change.tv
    for (const told of change.rc ?? []) this.#runner(runnerIn(market, runnerName(told)), told)
  }

  #runner(runner: SlowRunner, told: RunnerChange): void {
    for (const name of ['atb', 'atl', 'trd', 'spb', 'spl'] as const) byPrice(runner[name], told[name])
    for (const name of ['batb', 'batl', 'bdatb', 'bdatl'] as const) byLevel(runner[name], told[name])
    if (told.trd?.length === 0) runner.trd.clear()
    const { tv, ltp, spn, spf } = told
    Object.assign(runner.last, JSON.parse(JSON.stringify({ tv, ltp, spn, spf })))
  }
}

function runnerIn(market: SlowMarket, name: string): SlowRunner {
  const runner = market.runners.get(name) ?? new SlowRunner()
  market.runners.set(name, runner)
  return runner
}

function byPrice(ladder: Map<number, number>, told: ByPrice = []): void {
  for (const [price, size] of told) {
    if (size === 0) ladder.delete(price)
    else ladder.set(price, size)
  }
}

function byLevel(ladder: Map<number, readonly [number, number]>, told: ByLevel = []): void {
  for (const [level, price, size] of told) {
    if (size === 0) ladder.delete(level)
    else ladder.set(level, [price, size])
  }
}
