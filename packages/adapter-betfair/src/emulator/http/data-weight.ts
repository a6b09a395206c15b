import { ApiFault } from './api-fault.ts'

const MOST = 200

/** What a request may weigh. @throws ApiFault `TOO_MUCH_DATA` */
export function checkWeight(each: number, markets: number): void {
  if (each * markets > MOST) throw new ApiFault('TOO_MUCH_DATA', 'the trading data limit has been exceeded')
}

/** What the prices of one market weigh. */
export function bookWeight(data: readonly string[], depth: number | null): number {
  const has = (name: string): boolean => data.includes(name)
  const scale = depth === null ? 1 : depth / 3
  let weight = 0
  // All offers win over the best ones.
  if (has('EX_ALL_OFFERS')) weight += has('EX_TRADED') ? 32 : 17
  else if (has('EX_BEST_OFFERS')) weight += has('EX_TRADED') ? 15 + 5 * scale : 5 * scale
  else if (has('EX_TRADED')) weight += 17
  if (has('SP_AVAILABLE')) weight += 3
  if (has('SP_TRADED')) weight += 7
  return weight === 0 ? 2 : weight
}

/** What a catalogue of one market weighs. */
export function catalogueWeight(projection: readonly string[]): number {
  return ['MARKET_DESCRIPTION', 'RUNNER_METADATA'].filter((name) => projection.includes(name)).length
}
