import type { Intent } from '@betting-advisor/core'
import { knownOfIntent } from '@betting-advisor/core/store'
import type { Columns } from '../columns.ts'
import { packText } from '../packed-json.ts'

/** How many texts of intents are kept as they were packed: most orders move on soon after they began. */
const MOST_KEPT = 512

/** Texts that were packed last, with their bytes, by what was known; the oldest first. */
const kept = new Map<string, { readonly text: string; readonly packed: Uint8Array }>()

/** What is written of an intent beside the columns that are asked for. */
export function packedIntent(intent: Intent): Uint8Array {
  const known = knownOfIntent(intent)
  const text = JSON.stringify(intent)
  const packed = packText(text, known)
  kept.delete(known)
  kept.set(known, { text, packed })
  for (const oldest of kept.keys()) {
    if (kept.size <= MOST_KEPT) break
    kept.delete(oldest)
  }
  return packed
}

/** For statements that read no more of `orders o` than the intent. */
export const INTENT_COLUMNS = `o.key, o.ref, o.account, o.run, o.strategy, o.strategy_version, o.entry, o.venue, o.wallet, o.market, o.selection,
  o.side, o.price, o.stake, o.liability, o.decided_at, o.intent`

/** The intent in a row of `orders`. */
export function intentOf(row: Columns): Intent {
  const known = knownOfRow(row)
  const found = kept.get(known)
  return found !== undefined && row.hasBytes('intent', found.packed)
    ? JSON.parse(found.text)
    : row.packed('intent', known)
}

function knownOfRow(row: Columns): string {
  return knownOfIntent({
    key: row.text<Intent['key']>('key'),
    ref: row.text<Intent['ref']>('ref'),
    account: row.text<Intent['account']>('account'),
    run: row.text<Intent['run']>('run'),
    strategy: row.text('strategy'),
    strategyVersion: row.text('strategy_version'),
    entry: row.number('entry'),
    venue: row.text<Intent['venue']>('venue'),
    wallet: row.text('wallet'),
    market: row.text<Intent['market']>('market'),
    selection: row.text<Intent['selection']>('selection'),
    side: row.text<Intent['side']>('side'),
    price: row.price('price'),
    stake: row.money('stake'),
    liability: row.money('liability'),
    decidedAt: row.time('decided_at'),
  })
}
