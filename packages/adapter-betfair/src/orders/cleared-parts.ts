import type { AllPages, BetfairClient } from '../api/client.ts'
import { inParts } from '../api/data-weight.ts'
import type { ClearedOrderRow } from '../api/wire/cleared-order.ts'
import type { BetStatus } from '../api/wire/enums.ts'
import type { ClearedOrdersRequest } from '../api/wire/requests.ts'
import type { ClearedParts } from './known-orders.ts'

const STATUSES = ['SETTLED', 'VOIDED', 'LAPSED', 'CANCELLED'] as const satisfies readonly BetStatus[]
const NONE: ClearedParts = { settled: null, voided: null, lapsed: null, cancelled: null }
const PARTS = { SETTLED: 'settled', VOIDED: 'voided', LAPSED: 'lapsed', CANCELLED: 'cancelled' } as const
/** The most bets that are named in one request for cleared ones. */
const MOST_BETS = 1_000

/** The parts of bets by their ids, and whether none is missing. */
export interface ClearedBets {
  readonly complete: boolean
  readonly bets: ReadonlyMap<string, ClearedParts>
}

/** Reads what became of the parts of bets: one list for each way in which a part can end. */
export async function readClearedParts(
  client: BetfairClient,
  request: Omit<ClearedOrdersRequest, 'betStatus'>,
  signal: AbortSignal,
  statuses: readonly (typeof STATUSES)[number][] = STATUSES,
): Promise<ClearedBets> {
  const bets = new Map<string, ClearedParts>()
  let complete = true
  const take = (status: keyof typeof PARTS, { rows, complete: isWhole }: AllPages<ClearedOrderRow>): void => {
    complete &&= isWhole
    for (const row of rows) {
      if (row.betId === null) complete = false
      else bets.set(row.betId, { ...(bets.get(row.betId) ?? NONE), [PARTS[status]]: row })
    }
  }
  const idParts = request.betIds === undefined ? [undefined] : inParts(request.betIds, MOST_BETS)
  for (const betStatus of statuses) {
    for (const betIds of idParts) {
      const asked = betIds === undefined ? request : { ...request, betIds }
      take(betStatus, await client.listClearedOrders({ ...asked, betStatus }, signal))
    }
  }
  return { complete, bets }
}
