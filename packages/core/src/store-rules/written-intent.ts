import { NO_LIMITS } from '../limits/no-limits.ts'
import type { Intent } from '../order/intent.ts'

/** What intents have said only since limits are shared between processes. */
type AddedLater = 'outcomes' | 'winners' | 'netting' | 'origin' | 'limits' | 'windows'

/** An intent as any release has written it down. */
export type WrittenIntent = Omit<Intent, AddedLater> & Partial<Pick<Intent, AddedLater>>

/** What an intent of an earlier release did not say: it asked no such limits, and its venue was none that nets. */
const UNSAID: Pick<Intent, AddedLater> = {
  outcomes: 0,
  winners: 0,
  netting: false,
  origin: 'decided',
  limits: NO_LIMITS,
  windows: { day: '', week: '', month: '' },
}

/**
 * An intent as it was written down, by this release or an earlier one: how many selections its market has may be 0, not known.
 *
 * @example
 * ```ts
 * completeIntent(intent).origin // 'decided'
 * ```
 */
export function completeIntent(written: WrittenIntent): Intent {
  return { ...UNSAID, ...written }
}
