import type { AccountKey, RunId, Timestamp } from '@betting-advisor/core'
import { type Accounts, type Fence, fenced, type Leadership, runEnded, unknownRun } from '@betting-advisor/core/store'
import { columnsOf } from '../columns.ts'
import type { Database } from '../database.ts'

/** Who leads the runs of an account. */
export interface Leases extends Pick<Accounts, 'lead'> {
  /** @throws StoreError `FENCED` when the pass of a leader is not valid any more. */
  check(account: AccountKey, fence: Fence | undefined): void
  /** The run leads no more. */
  giveUp(run: RunId): void
  /** Nobody leads any more. */
  giveUpAll(): void
}

/** Keeps who leads; an epoch is never given twice, whoever is started when. */
export function createLeases(database: Database): Leases {
  function leaseOf(account: string): { leader: RunId | null; epoch: number; expiresAt: Timestamp } | null {
    const row = database.get('SELECT * FROM lease WHERE account = ?', account)
    if (row === undefined) return null
    const columns = columnsOf(row, database.path)
    return {
      leader: columns.textOrNull('leader'),
      epoch: columns.number('epoch'),
      expiresAt: columns.time('expires_at'),
    }
  }

  return {
    check(account, fence) {
      if (fence === undefined) return
      const lease = leaseOf(account)
      if (lease?.leader !== fence.leader || lease.epoch !== fence.epoch) throw fenced(fence.leader, fence.epoch)
    },

    giveUp(run) {
      database.run('UPDATE lease SET leader = NULL WHERE leader = ?', run)
    },

    giveUpAll() {
      database.run('UPDATE lease SET leader = NULL WHERE leader IS NOT NULL')
    },

    lead(run, at, ttlMs): Leadership {
      return database.write(() => {
        const row = database.get('SELECT account, ended_at FROM run WHERE id = ?', run)
        if (row === undefined) throw unknownRun(run)
        const columns = columnsOf(row, database.path)
        const account = columns.text('account')
        const hasEnded = columns.timeOrNull('ended_at') !== null
        const lease = leaseOf(account)
        const isOurs = lease?.leader === run
        if (lease !== null && lease.leader !== null && !isOurs && (hasEnded || lease.expiresAt > at)) {
          return { leader: lease.leader, epoch: lease.epoch }
        }
        if (hasEnded) throw runEnded(run)
        const epoch = (lease?.epoch ?? 0) + (isOurs ? 0 : 1)
        database.run(
          `INSERT INTO lease (account, leader, epoch, expires_at) VALUES (?, ?, ?, ?)
           ON CONFLICT (account) DO UPDATE SET leader = excluded.leader, epoch = excluded.epoch, expires_at = excluded.expires_at`,
          account,
          run,
          epoch,
          at + ttlMs,
        )
        return { leader: run, epoch }
      })
    },
  }
}
