import type { Intent } from '../order/intent.ts'

/** What the row of an order says in columns of its own, for all its life. */
export type IntentColumns = Pick<
  Intent,
  | 'key'
  | 'ref'
  | 'account'
  | 'run'
  | 'strategy'
  | 'strategyVersion'
  | 'entry'
  | 'venue'
  | 'wallet'
  | 'market'
  | 'selection'
  | 'side'
  | 'price'
  | 'stake'
  | 'liability'
  | 'decidedAt'
>

/**
 * What is known of an intent's text to whoever reads its row, for a {@link TextPacker}: pieces of that text, the longest last, where they are
 * cheapest to tell. Were one of these columns changed by hand, the text could not be read any more.
 *
 * @example
 * ```ts
 * knownOfIntent(intent).includes(intent.key) // true
 * ```
 */
export function knownOfIntent(columns: IntentColumns): string {
  const { key, ref, account, run, strategy, strategyVersion, entry, venue, wallet } = columns
  const { market, selection, side, price, stake, liability, decidedAt } = columns
  return [
    { decidedAt },
    { side },
    { price, stake, liability },
    { market, selection },
    { key, ref, account, run, strategy, strategyVersion, entry, replaces: null, venue, wallet },
  ]
    .map((part) => JSON.stringify(part))
    .join('')
}
