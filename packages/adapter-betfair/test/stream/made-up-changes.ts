import { createSeededRandom, type Random } from '@betting-advisor/core/simulation'
import type { MarketChange, MarketDefinition, RunnerChange, RunnerDefinition } from '../../src/stream/wire.ts'

/** Changes of a few markets that nobody has made, the same for the same seed. */
export interface MadeUpChanges {
  readonly random: Random
  below(count: number): number
  change(): MarketChange
  /** Changes of one message. */
  changes(): MarketChange[]
}

const PRICES = [1.01, 1.5, 2, 2.02, 2.04, 3.05, 9.47, 10.5, 1000]
const WORDS = ['NaN', 'Infinity', 'INF', '-Infinity']

export function madeUpChanges(seed: string, markets: readonly string[]): MadeUpChanges {
  const random = createSeededRandom(seed)
  const below = (count: number) => Math.floor(random() * count)
  const draw = <Item>(items: readonly Item[]): Item => items[below(items.length)] as Item
  const size = () => (below(3) === 0 ? 0 : below(100_000) / 100)
  const list = <Item>(make: () => Item): Item[] => Array.from({ length: below(4) }, make)
  const byPrice = () => list(() => [draw(PRICES), size()] as const)
  const byLevel = () => list(() => [below(10), draw(PRICES), size()] as const)
  const computed = () => (below(2) === 0 ? draw(WORDS) : 1 + below(10_000) / 7)

  function runnerChange(): RunnerChange {
    const change: Record<string, unknown> = { id: 40_001 + below(5), ...(below(4) === 0 && { hc: -0.5 }) }
    for (const name of ['atb', 'atl', 'trd', 'spb', 'spl']) if (below(3) === 0) change[name] = byPrice()
    for (const name of ['batb', 'batl', 'bdatb', 'bdatl']) if (below(3) === 0) change[name] = byLevel()
    for (const name of ['spn', 'spf']) if (below(6) === 0) change[name] = computed()
    if (below(4) === 0) change['tv'] = size()
    if (below(4) === 0) change['ltp'] = draw(PRICES)
    return change as unknown as RunnerChange
  }

  function definition(): MarketDefinition {
    const runners = Array.from({ length: 5 }, (_, index): RunnerDefinition => {
      const status = draw(['ACTIVE', 'ACTIVE', 'ACTIVE', 'REMOVED', 'WINNER', 'LOSER', 'SOMETHING_NEW'])
      return {
        id: 40_001 + index,
        sortPriority: 5 - index,
        status,
        ...(status === 'REMOVED' && { adjustmentFactor: 8.3 }),
      }
    })
    return {
      ...{
        status: draw(['OPEN', 'OPEN', 'SUSPENDED']),
        inPlay: below(2) === 0,
        version: below(1e9),
        betDelay: below(9),
      },
      ...{ numberOfWinners: 1 + below(3), bspMarket: below(2) === 0, bettingType: 'ODDS', marketType: 'WIN' },
      ...{ eventId: '31', eventName: 'Bodø/Glimt v Ham-Kam 🏇', marketTime: '2026-11-30T10:00:00.000+10:00' },
      runners,
    }
  }

  function change(): MarketChange {
    return {
      id: draw(markets),
      ...(below(3) === 0 && { tv: size() }),
      ...(below(8) === 0 && { marketDefinition: definition() }),
      ...(below(10) > 0 && { rc: Array.from({ length: below(4) }, runnerChange) }),
    }
  }

  return { random, below, change, changes: () => Array.from({ length: 1 + below(3) }, change) }
}
