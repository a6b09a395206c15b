import type { AlertChannelStatus } from '@betting-advisor/alerts'
import { type AdvisorStatus, MINUTE, type Timestamp } from '@betting-advisor/core'

/** How long a channel may fail before somebody else has to call people. */
const MOST_FAILING_MS = 5 * MINUTE

/** Why a bot that answers is not well all the same, in a few words; `null` where it is. A halt is somebody's decision, and well. */
export function concernOf(
  { feeds }: Pick<AdvisorStatus, 'feeds'>,
  channels: readonly AlertChannelStatus[],
  now: Timestamp,
): string | null {
  const isDown = ({ state }: AdvisorStatus['feeds'][number]) => state === 'failing' || state === 'exhausted'
  if (feeds.length > 0 && feeds.every(isDown)) return 'every feed is down'
  const lost = channels.filter(({ failingSince }) => failingSince !== null && now - failingSince >= MOST_FAILING_MS)
  return lost.length === 0 ? null : `alerts do not arrive on ${lost.map(({ name }) => name).join(', ')}`
}
