import type { AccountKey, RunId, Timestamp } from '@betting-advisor/core'
import { type Leadership, PEER_TIMEOUT, type Peer, runEnded, unknownRun } from '@betting-advisor/core/store'
import type { Connection, Query } from '../connection.ts'
import { accountRow } from './rows.ts'

/** Of a run: not ended, and heard of lately by the clock of the server. */
const ALIVE = `ended_at IS NULL AND beat_at >= clock_timestamp() - interval '${PEER_TIMEOUT} milliseconds'`

/** The run has come this far, now by the clock of the server. */
export async function heartbeat({ query }: Connection, id: RunId, at: Timestamp): Promise<void> {
  const rows = await query(
    'UPDATE betting_advisor.run SET reached_at = greatest(reached_at, $2), beat_at = clock_timestamp() WHERE id = $1 RETURNING id',
    [id, at],
  )
  if (rows.length === 0) throw unknownRun(id)
}

/** The run has ended, and leads no more. */
export async function endRun({ query }: Connection, id: RunId, at: Timestamp): Promise<void> {
  const rows = await query(
    `WITH ended AS (
       UPDATE betting_advisor.run SET reached_at = greatest(reached_at, $2), ended_at = $2 WHERE id = $1 RETURNING id, account
     ), given_up AS (
       UPDATE betting_advisor.lease l SET leader = NULL FROM ended WHERE l.account = ended.account AND l.leader = ended.id
     )
     SELECT id FROM ended`,
    [id, at],
  )
  if (rows.length === 0) throw unknownRun(id)
}

/** Runs of an account that are alive, oldest first, with what each was started with. */
export async function aliveRuns(
  query: Query,
  account: AccountKey,
): Promise<readonly { id: RunId; started_at: Timestamp; settings_hash: string }[]> {
  return await query(
    `SELECT id, started_at, settings_hash FROM betting_advisor.run WHERE account = $1 AND ${ALIVE} ORDER BY started_at, number`,
    [account],
  )
}

export async function peers({ query }: Connection, account: AccountKey): Promise<readonly Peer[]> {
  const runs = await aliveRuns(query, account)
  if (runs.length === 0) await accountRow(query, account)
  return runs.map(({ id, started_at: startedAt }) => ({ run: id, startedAt }))
}

/**
 * Makes the run the leader where nobody leads or the leader's lease has ended, by the clock of the server.
 *
 * Who asks waits for changes that hold the present leader's pass, and no change with that pass begins once he has got through.
 */
export async function lead(connection: Connection, id: RunId, ttlMs: number): Promise<Leadership> {
  const [won] = await connection.query<Leadership>(
    `INSERT INTO betting_advisor.lease AS kept (account, leader, epoch, until_at)
     SELECT r.account, r.id, 1, clock_timestamp() + $2 * interval '1 millisecond' FROM betting_advisor.run r
     WHERE r.id = $1 AND r.ended_at IS NULL FOR SHARE
     ON CONFLICT (account) DO UPDATE SET leader = excluded.leader,
       epoch = kept.epoch + (kept.leader IS DISTINCT FROM excluded.leader)::int,
       until_at = excluded.until_at
     WHERE kept.leader IS NULL OR kept.leader = excluded.leader OR kept.until_at <= clock_timestamp()
     RETURNING leader, epoch`,
    [id, ttlMs],
  )
  if (won !== undefined) return { leader: won.leader, epoch: won.epoch }
  const [present] = await connection.query<{ leader: RunId | null; epoch: number | null; ended: boolean }>(
    `SELECT l.leader, l.epoch, r.ended_at IS NOT NULL AS ended FROM betting_advisor.run r LEFT JOIN betting_advisor.lease l ON l.account = r.account WHERE r.id = $1`,
    [id],
  )
  if (present === undefined) throw unknownRun(id)
  const isLed = present.leader !== null && present.epoch !== null
  if (present.ended && !isLed) throw runEnded(id)
  // Nobody again, since it was asked: he has given up meanwhile.
  if (present.leader === null || present.epoch === null) return await lead(connection, id, ttlMs)
  return { leader: present.leader, epoch: present.epoch }
}
