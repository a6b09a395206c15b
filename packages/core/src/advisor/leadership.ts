import type { Lease } from '../ports/coordination.ts'
import type { RunId } from '../units/ids.ts'
import type { RunContext } from './run-context.ts'

/** For how long a run leads, and who hears of it. */
export interface LeadTerms {
  /** How long the store believes in a leader that it does not hear of, in milliseconds. */
  readonly ttlMs: number
  /** This run leads from now on, until the signal aborts. */
  readonly began: (term: AbortSignal) => void
}

/** Whether this run leads its account, and which runs are alive. */
export interface Leadership {
  /** Asks the store who leads and who is alive; to be done well within the time that a leader is believed in. */
  refresh(): Promise<void>
  /** The pass of this run while it leads, else `null`. */
  fence(): Lease | null
  /**
   * What a change of another run's order is made with: the pass of this run, or its last one, which the store refuses, so that what was
   * begun as a leader is not ended as anybody; `null` when it never had one.
   */
  pass(): Lease | null
  /** Aborts when this run leads no more. */
  term(): AbortSignal
  /** Whether somebody leads who is alive. */
  isLed(): boolean
  isAlive(run: RunId): boolean
  /** Runs that are alive, this one among them. */
  alive(): ReadonlySet<RunId>
  /** The store has refused the pass. */
  lost(): void
  /** The run ends. */
  end(): void
}

/** A run that follows until it hears otherwise. */
export function createLeadership(
  context: Pick<RunContext, 'account' | 'run' | 'store' | 'clock' | 'logger' | 'keep'>,
  { ttlMs, began }: LeadTerms,
): Leadership {
  const { account, run, store, clock, logger, keep } = context
  let fence: Lease | null = null
  let last: Lease | null = null
  let leader: RunId | null = null
  let alive: ReadonlySet<RunId> = new Set([run])
  let term = new AbortController()
  let ended = false
  let asking: Promise<void> | null = null

  function drop(): void {
    if (fence === null) return
    logger.debug({ event: 'lead.ended', run, epoch: fence.epoch }, 'another engine leads the account by now')
    fence = null
    term.abort(new Error('another engine leads the account'))
  }

  function take(given: Lease): void {
    leader = given.leader
    if (given.leader === run && given.epoch === fence?.epoch) return
    drop()
    if (given.leader !== run || ended) return
    fence = given
    last = given
    term = new AbortController()
    logger.debug({ event: 'lead.began', run, epoch: given.epoch }, 'this engine leads the account')
    began(term.signal)
  }

  async function ask(): Promise<void> {
    const given = await keep(() => store.lead(run, clock.now(), ttlMs))
    const peers = await keep(() => store.peers(account, clock.now()))
    alive = new Set([run, ...peers.map((peer) => peer.run)])
    take(given)
  }

  return {
    refresh() {
      // One at a time: an answer that was overtaken would take back what is known by now.
      asking ??= ask().finally(() => {
        asking = null
      })
      return asking
    },
    fence: () => fence,
    pass: () => last,
    term: () => term.signal,
    isLed: () => leader !== null && alive.has(leader),
    isAlive: (other) => alive.has(other),
    alive: () => alive,
    lost: drop,
    end() {
      ended = true
      term.abort(new Error('the run ends'))
    },
  }
}
