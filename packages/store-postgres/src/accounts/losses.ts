import type { AccountKey, Money } from '@betting-advisor/core'
import {
  LOSS_WINDOWS,
  type LossSums,
  type LossWindow,
  type WindowLosses,
  type Windows,
} from '@betting-advisor/core/store'
import type { Query } from '../connection.ts'

/** A row of `loss`. */
export interface LossRow {
  readonly kind: LossWindow
  readonly window: string
  readonly lost: Money
}

/** The rows of an account `a` of the windows from `$n` (day), `$n+1` (week) and `$n+2` (month) on, as JSON. */
export function lossesFrom(n: number): string {
  return `(SELECT coalesce(json_agg(json_build_object('kind', l.kind, 'window', l."window", 'lost', l.lost)), '[]')
    FROM betting_advisor.loss l WHERE l.account = a.key AND (l.kind = 'day' AND l."window" >= $${n}
      OR l.kind = 'week' AND l."window" >= $${n + 1} OR l.kind = 'month' AND l."window" >= $${n + 2}))`
}

export function lossesOf(rows: readonly LossRow[]): WindowLosses {
  const ofKind = (kind: LossWindow) =>
    Object.fromEntries(rows.filter((row) => row.kind === kind).map(({ window, lost }) => [window, lost]))
  return { day: ofKind('day'), week: ofKind('week'), month: ofKind('month') }
}

/** What an account has lost, in the windows given and in all later ones; in every one where none are given. */
export async function readLosses(query: Query, account: AccountKey, from?: Windows): Promise<WindowLosses> {
  const [row] = await query<{ losses: readonly LossRow[] }>(
    `SELECT ${lossesFrom(2)} AS losses FROM betting_advisor.account a WHERE a.key = $1`,
    [account, from?.day ?? '', from?.week ?? '', from?.month ?? ''],
  )
  return lossesOf(row?.losses ?? [])
}

/** Adds what was lost to what is kept of an account that is held. */
export async function addLosses(query: Query, account: AccountKey, sums: LossSums): Promise<void> {
  const losses = sums.from()
  const rows = LOSS_WINDOWS.flatMap((kind) =>
    Object.entries(losses[kind]).map(([window, lost]) => ({ kind, window, lost })),
  )
  if (rows.length === 0) return
  await query(
    `INSERT INTO betting_advisor.loss AS kept (account, kind, "window", lost)
     SELECT $1, row.kind, row."window", row.lost FROM unnest($2::text[], $3::text[], $4::bigint[]) AS row (kind, "window", lost)
     ON CONFLICT (account, kind, "window") DO UPDATE SET lost = kept.lost + excluded.lost`,
    [account, rows.map(({ kind }) => kind), rows.map(({ window }) => window), rows.map(({ lost }) => lost)],
  )
  await query('DELETE FROM betting_advisor.loss WHERE account = $1 AND lost = 0', [account])
}
