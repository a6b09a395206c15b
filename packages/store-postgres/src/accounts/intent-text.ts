import type { Intent } from '@betting-advisor/core'
import { type IntentColumns, knownOfIntent, orderCorrupt } from '@betting-advisor/core/store'
import { byteText, packJson, unpackJson } from '../packed-json.ts'

/** What is read of an intent, by its columns. */
export interface IntentRow {
  readonly key: Intent['key']
  readonly ref: Intent['ref']
  readonly account: Intent['account']
  readonly run: Intent['run']
  readonly strategy: string
  readonly strategy_version: string
  readonly entry: number
  readonly venue: Intent['venue']
  readonly wallet: string
  /** That under which its market was first bet on, whatever the intent named. */
  readonly event: Intent['event']
  readonly market: Intent['market']
  readonly selection: Intent['selection']
  readonly side: Intent['side']
  readonly price: Intent['price']
  readonly stake: Intent['stake']
  readonly liability: Intent['liability']
  readonly decided_at: Intent['decidedAt']
  /** Its JSON, packed with what the other columns say of it. */
  readonly intent: Uint8Array
}

export const INTENT_COLUMNS = [
  'key',
  'ref',
  'account',
  'run',
  'strategy',
  'strategy_version',
  'entry',
  'venue',
  'wallet',
  'event',
  'market',
  'selection',
  'side',
  'price',
  'stake',
  'liability',
  'decided_at',
  'intent',
] as const satisfies readonly (keyof IntentRow)[]

/** The bytes of intents that were written or read: the events of an order are told of the same one. */
const bytes = new WeakMap<Intent, Uint8Array>()

/** What is written of an intent beside the columns that are asked for. */
export function packedIntent(intent: Intent): Uint8Array {
  const known = bytes.get(intent)
  if (known !== undefined) return known
  const packed = packJson(intent, knownOfIntent(intent))
  bytes.set(intent, packed)
  return packed
}

/**
 * The intent in a row of `orders`.
 *
 * @throws StoreError `STORE_CORRUPT` when one of its columns was changed by hand.
 */
export function intentOf(row: IntentRow): Intent {
  const text = unpackJson(row.intent, knownOfIntent(columnsOf(row)))
  if (text === null) throw orderCorrupt(row.key, 'its intent is not what was written')
  // What such bytes hold was written of an intent.
  const written: Intent = JSON.parse(text)
  const intent = written.event === row.event ? written : { ...written, event: row.event }
  bytes.set(intent, row.intent)
  return intent
}

function columnsOf(row: IntentRow): IntentColumns {
  const { key, ref, account, run, strategy, entry, venue, wallet, market, selection, side, price, stake, liability } =
    row
  const { strategy_version: strategyVersion, decided_at: decidedAt } = row
  const names = { key, ref, account, run, strategy, strategyVersion, entry, venue, wallet }
  return { ...names, market, selection, side, price, stake, liability, decidedAt }
}

/** The terms of a bet each way as they are kept. */
export function eachWayText({ eachWay }: Intent): string | null {
  return eachWay === undefined ? null : JSON.stringify(eachWay)
}

/** The columns of an order that stay as they are for its whole life. */
export function intentColumns(intent: Intent): Readonly<Record<string, unknown>> {
  return {
    key: intent.key,
    ref: intent.ref,
    account: intent.account,
    run: intent.run,
    strategy: intent.strategy,
    strategy_version: intent.strategyVersion,
    entry: intent.entry,
    venue: intent.venue,
    wallet: intent.wallet,
    event: intent.event,
    market: intent.market,
    selection: intent.selection,
    side: intent.side,
    price: intent.price,
    stake: intent.stake,
    liability: intent.liability,
    decided_at: intent.decidedAt,
    begun_at: intent.decidedAt,
    commission_rate: intent.commission,
    intent: byteText(packedIntent(intent)),
    outcomes: intent.outcomes,
    winners: intent.winners,
    netting: intent.netting,
    origin: intent.origin,
    replaces: intent.replaces,
    each_way: eachWayText(intent),
  }
}
