import { type VenueId, venueId } from '@betting-advisor/core'

/** The bookmakers behind the prefixes, as the notes of football-data.co.uk explain them. */
const NAMES: Readonly<Record<string, string>> = {
  '1XB': '1xbet',
  Avg: 'market-average',
  B365: 'bet365',
  BF: 'betfair-sportsbook',
  BFE: 'betfair-exchange',
  BS: 'blue-square',
  BW: 'bwin',
  BbAv: 'betbrain-average',
  BbMx: 'betbrain-maximum',
  GB: 'gamebookers',
  IW: 'interwetten',
  LB: 'ladbrokes',
  Max: 'market-maximum',
  PS: 'pinnacle',
  SB: 'sportingbet',
  SJ: 'stan-james',
  SO: 'sporting-odds',
  SY: 'stanleybet',
  VC: 'betvictor',
  WH: 'william-hill',
}

/**
 * The venue that a prefix of price columns stands for; an unknown prefix stands for itself, in lower case.
 *
 * @example
 * ```ts
 * venueOfPrefix('B365') // 'bet365'
 * ```
 */
export function venueOfPrefix(prefix: string): VenueId {
  return venueId((Object.hasOwn(NAMES, prefix) ? NAMES[prefix] : undefined) ?? prefix.toLowerCase())
}
