import { createSeededRandom } from '@betting-advisor/core/simulation'

/**
 * Lines of an exchange's stream, made up: a race of ten runners, about two prices and every tenth time a match a line, 190 bytes each.
 *
 * @param lines - How many.
 */
export function generatedStream(lines: number): string[] {
  const random = createSeededRandom('stream')
  const runners = Array.from({ length: 10 }, (_, index) => ({
    id: 40_000_000 + index * 7_919,
    middle: 200 + 2 * index * 20,
    traded: new Map<number, number>(),
  }))
  const definition = {
    status: 'OPEN',
    inPlay: false,
    numberOfWinners: 1,
    version: 1,
    runners: runners.map(({ id }) => ({ id, status: 'ACTIVE' })),
  }
  const start = Date.UTC(2026, 0, 10, 12)
  const first = { op: 'mcm', ct: 'SUB_IMAGE', pt: start, mc: [{ id: '1.1', img: true, marketDefinition: definition }] }
  const below = (count: number) => Math.floor(random() * count)
  return Array.from({ length: lines }, (_, line) => {
    if (line === 0) return JSON.stringify(first)
    const rc = Array.from({ length: 1 + below(2) }, () => {
      const runner = runners[below(runners.length)] ?? { id: 0, middle: 200, traded: new Map<number, number>() }
      const { id, middle, traded } = runner
      const tick = middle + 2 * below(40)
      const size = below(4) === 0 ? 0 : (1 + below(100_000)) / 100
      const offers = below(2) === 0 ? { atb: [[(tick - 80) / 100, size]] } : { atl: [[tick / 100, size]] }
      if (below(10) > 0) return { ...offers, id }
      const price = (middle + 2 * below(10)) / 100
      const total = Math.round((traded.get(price) ?? 0) * 100 + below(10_000)) / 100
      traded.set(price, total)
      return { ...offers, trd: [[price, total]], tv: total, ltp: price, id }
    })
    return JSON.stringify({ op: 'mcm', clk: 'AAAAAAAA', pt: start + line * 50, mc: [{ id: '1.1', rc }] })
  })
}
