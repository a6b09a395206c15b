import type { BetfairClient } from '../api/client.ts'

/** What the exchange knows of an application key. */
export type AppKeyKind = 'live' | 'delayed' | 'inactive' | 'unknown'

/**
 * What kind of key a client uses. A delayed key is no paper money: the exchange takes bets of it like any others, and shows prices up to
 * three minutes old.
 *
 * @throws ApiError when the exchange can't be asked.
 */
export async function appKeyKind(client: BetfairClient, signal: AbortSignal): Promise<AppKeyKind> {
  const key = client.session.access.appKey.reveal()
  const apps = await client.getDeveloperAppKeys(signal)
  const own = apps.flatMap(({ appVersions }) => appVersions).find(({ applicationKey }) => applicationKey === key)
  if (own === undefined) return 'unknown'
  if (!own.active) return 'inactive'
  return own.delayData ? 'delayed' : 'live'
}
