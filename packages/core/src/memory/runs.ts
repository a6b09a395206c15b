import { clockMismatch, fenced, limitsDiffer, runEnded, unknownRun } from '../errors/store-error.ts'
import { type Lease, PEER_TIMEOUT, type Peer } from '../ports/coordination.ts'
import { type Run, settingsDiffer } from '../ports/run.ts'
import type { RunStanding } from '../store-rules/run-standing.ts'
import type { AccountKey, RunId } from '../units/ids.ts'
import { after, type Timestamp } from '../units/timestamp.ts'

/** The runs of an account: who is alive, and who leads. */
export class MemoryRuns {
  readonly #runs = new Map<RunId, Run>()
  #lease: { readonly leader: RunId | null; readonly epoch: number; readonly expiresAt: Timestamp } | null = null

  all(): readonly Run[] {
    return [...this.#runs.values()]
  }

  /** The kind of clock that all of them are on; `null` while there is none. */
  get clock(): Run['clock'] | null {
    for (const { clock } of this.#runs.values()) return clock
    return null
  }

  checkClock(account: AccountKey, { clock }: Pick<Run, 'clock'>): void {
    if (this.clock !== null && this.clock !== clock) throw clockMismatch(account, this.clock, clock)
  }

  /** Refuses a run whose risk settings are not those of all that are alive. */
  checkSettings(account: AccountKey, { settingsHash, startedAt }: Pick<Run, 'settingsHash' | 'startedAt'>): void {
    for (const run of this.#runs.values()) {
      if (isAlive(run, startedAt) && settingsDiffer(run.settingsHash, settingsHash)) throw limitsDiffer(account, run.id)
    }
  }

  add(run: Run): void {
    this.#runs.set(run.id, run)
  }

  /** Ends what is not alive any more and has other settings than a run that starts: it can't come back with them. */
  supersede({ settingsHash }: Pick<Run, 'settingsHash'>): void {
    for (const run of this.#runs.values()) {
      if (run.endedAt === null && settingsDiffer(run.settingsHash, settingsHash)) this.end(run.id, run.reachedAt)
    }
  }

  /** How a run stands that asks for something at a moment; only by a real clock can it have fallen silent. */
  standing(id: RunId, at: Timestamp): RunStanding {
    const { endedAt, clock, reachedAt } = this.#get(id)
    if (endedAt !== null) return 'ended'
    return clock === 'real' && at - reachedAt > PEER_TIMEOUT ? 'silent' : 'alive'
  }

  heartbeat(id: RunId, at: Timestamp): void {
    const run = this.#get(id)
    this.#runs.set(id, { ...run, reachedAt: later(run.reachedAt, at) })
  }

  end(id: RunId, at: Timestamp): void {
    const run = this.#get(id)
    this.#runs.set(id, { ...run, reachedAt: later(run.reachedAt, at), endedAt: at })
    if (this.#lease?.leader === id) this.#lease = { ...this.#lease, leader: null }
  }

  peers(at: Timestamp): readonly Peer[] {
    const alive = this.all().filter((run) => isAlive(run, at))
    return alive.toSorted((a, b) => a.startedAt - b.startedAt).map(({ id, startedAt }) => ({ run: id, startedAt }))
  }

  lead(id: RunId, at: Timestamp, ttlMs: number): Lease {
    const { endedAt } = this.#get(id)
    const lease = this.#lease
    if (endedAt !== null) {
      if (lease === null || lease.leader === null) throw runEnded(id)
      return { leader: lease.leader, epoch: lease.epoch }
    }
    const expiresAt = after(at, ttlMs)
    if (lease !== null && lease.leader === id) this.#lease = { ...lease, expiresAt }
    else if (lease === null || lease.leader === null || lease.expiresAt <= at) {
      this.#lease = { leader: id, epoch: (lease?.epoch ?? 0) + 1, expiresAt }
    } else return { leader: lease.leader, epoch: lease.epoch }
    return { leader: id, epoch: this.#lease.epoch }
  }

  /** Refuses the pass of a leader whose place another has taken. */
  checkFence(fence: Lease | undefined): void {
    if (fence === undefined) return
    if (this.#lease?.leader !== fence.leader || this.#lease.epoch !== fence.epoch) {
      throw fenced(fence.leader, fence.epoch)
    }
  }

  #get(id: RunId): Run {
    const run = this.#runs.get(id)
    if (run === undefined) throw unknownRun(id)
    return run
  }
}

function isAlive({ endedAt, reachedAt }: Run, at: Timestamp): boolean {
  return endedAt === null && Math.abs(at - reachedAt) <= PEER_TIMEOUT
}

function later(a: Timestamp, b: Timestamp): Timestamp {
  return a > b ? a : b
}
