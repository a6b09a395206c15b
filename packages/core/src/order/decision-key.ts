import { InvalidValueError } from '../errors/invalid-value-error.ts'
import type { Side } from '../market/market-update.ts'
import { sha256Hex } from '../numerics/sha256.ts'
import type { AccountKey, DecisionKey, MarketId, OrderRef, SelectionId } from '../units/ids.ts'

/** A series of entries of one strategy into one selection. */
export interface EntrySeries {
  readonly strategy: string
  readonly market: MarketId
  readonly selection: SelectionId
  readonly side: Side
}

/** What makes a decision the same decision, on every instance and after every restart. */
export interface Decision extends EntrySeries {
  readonly account: AccountKey
  readonly version: string
  /** The n-th entry of its series, from 1. */
  readonly entry: number
}

/**
 * The canonical, readable string of a decision: equal for equal decisions, different for different ones.
 *
 * @throws InvalidValueError `INVALID_VALUE` when `entry` is not a positive integer, or a part is empty or not well-formed text.
 * @example
 * ```ts
 * const key = decisionKey({ account, strategy: 'value', version: '1', market, selection, side: 'back', entry: 1 })
 * key // 'DRY_RUN:main|value@1|theodds:ab12:h2h|Arsenal|back|1'
 * ```
 */
export function decisionKey(decision: Decision): DecisionKey {
  const { account, strategy, version, market, selection, side, entry } = decision
  if (!Number.isSafeInteger(entry) || entry < 1) throw new InvalidValueError('entry', entry, 'a positive integer')
  const strategyAtVersion = `${part('strategy', strategy).replaceAll('@', '%40')}@${part('version', version)}`
  return `${part('account', account)}|${strategyAtVersion}|${part('market', market)}|${part('selection', selection)}|${side}|${entry}` as DecisionKey
}

/**
 * The canonical string of a series of entries, `strategy|market|selection|side`: what an engine counts its entries under.
 *
 * @throws InvalidValueError `INVALID_VALUE` when a part is empty or not well-formed text.
 * @example
 * ```ts
 * entrySeriesKey({ strategy: 'value', market, selection, side: 'back' }) // 'value|theodds:ab12:h2h|Arsenal|back'
 * ```
 */
export function entrySeriesKey({ strategy, market, selection, side }: EntrySeries): string {
  return `${part('strategy', strategy)}|${part('market', market)}|${part('selection', selection)}|${side}`
}

/**
 * What a venue knows the order of a decision by: the first 32 hexadecimal digits of the SHA-256 of its key.
 *
 * @example
 * ```ts
 * orderRef(decisionKey({ account, strategy: 'value', version: '1', market, selection, side: 'back', entry: 1 })) // '372594db9f8b564cf3b55509662be41e'
 * ```
 */
export function orderRef(key: DecisionKey): OrderRef {
  return sha256Hex(key).slice(0, 32) as OrderRef
}

/** What would make two different decisions read alike. */
const RESERVED = /[%|]/

/** A text that stands in a key as it is: nearly all do. */
const PLAIN = /^[^%|\0\ud800-\udfff]+$/

function part(name: string, text: string): string {
  if (PLAIN.test(text)) return text
  // A NUL cannot be kept by PostgreSQL, and half a surrogate pair has no UTF-8: two such texts would share one digest.
  if (text === '' || text.includes('\0') || !text.isWellFormed()) {
    throw new InvalidValueError(name, text, 'a non-empty, well-formed text without NUL')
  }
  return RESERVED.test(text) ? text.replaceAll('%', '%25').replaceAll('|', '%7C') : text
}
