import { AdvisorError, type AdvisorErrorOptions } from './advisor-error.ts'

/**
 * What can be wrong with a store or with what is asked of it. `OUTCOME_UNKNOWN` means that a change may or may not have been
 * kept: read again by its key before deciding anything.
 */
export type StoreErrorCode =
  | 'UNKNOWN_ORDER'
  | 'UNKNOWN_ACCOUNT'
  | 'UNKNOWN_RUN'
  | 'RUN_EXISTS'
  | 'RUN_ENDED'
  | 'STAMP_AHEAD'
  | 'CLOCK_MISMATCH'
  | 'CURRENCY_MISMATCH'
  | 'WITHDRAWAL_TOO_LARGE'
  | 'LIMITS_DIFFER'
  | 'LOCK_FIXED'
  | 'LINK_CONFLICT'
  | 'RESUME_REFUSED'
  | 'FENCED'
  | 'STORE_ADDRESS'
  | 'STORE_NOT_FOUND'
  | 'STORE_LOCKED'
  | 'STORE_REPLACED'
  | 'STORE_BUSY'
  | 'STORE_READ_ONLY'
  | 'STORE_NOT_DURABLE'
  | 'STORE_CORRUPT'
  | 'STORE_SCHEMA_NEWER'
  | 'STORE_SCHEMA_OLDER'
  | 'STORE_FULL'
  | 'STORE_ACCESS_DENIED'
  | 'STORE_UNAVAILABLE'
  | 'STORE_TLS_FAILED'
  | 'STORE_CLOSED'
  | 'STORE_FAILED'
  | 'OUTCOME_UNKNOWN'

/** A store can't do what it was asked; nothing of it was kept, except where {@link StoreErrorCode} says that this is unknown. */
export class StoreError extends AdvisorError {
  readonly code: StoreErrorCode

  constructor(code: StoreErrorCode, message: string, options?: AdvisorErrorOptions) {
    super(message, options)
    this.code = code
  }
}

/**
 * An order that the store does not have.
 *
 * @example
 * ```ts
 * unknownOrder(intent.key).code // 'UNKNOWN_ORDER'
 * ```
 */
export function unknownOrder(key: string): StoreError {
  return new StoreError('UNKNOWN_ORDER', `There is no order ${key} in this store.`)
}

/**
 * A market that is in a link already, with the same selection or under another event.
 *
 * @example
 * ```ts
 * linkConflict('l2', 'l1', 'm1').code // 'LINK_CONFLICT'
 * ```
 */
export function linkConflict(link: string, other: string, market: string): StoreError {
  return new StoreError(
    'LINK_CONFLICT',
    `Market ${market} of link ${link} is in link ${other} already, with the same selection or under another event.`,
    {
      remedy:
        'Links of one market are of one event and name each of its selections once: change the other one, or remove it first.',
    },
  )
}

/**
 * An account that no run has opened.
 *
 * @example
 * ```ts
 * unknownAccount(accountKey('LIVE', 'main')).code // 'UNKNOWN_ACCOUNT'
 * ```
 */
export function unknownAccount(account: string): StoreError {
  return new StoreError('UNKNOWN_ACCOUNT', `There is no account ${account} in this store.`, {
    remedy: 'Start a run on it first, or name it as it runs: accounts() lists those that are there.',
  })
}

/**
 * A run that was never started.
 *
 * @example
 * ```ts
 * unknownRun(runId('r1')).message // 'There is no run r1 in this store. Start it first.'
 * ```
 */
export function unknownRun(run: string): StoreError {
  return new StoreError('UNKNOWN_RUN', `There is no run ${run} in this store.`, { remedy: 'Start it first.' })
}

/**
 * A second run under the name of the first.
 *
 * @example
 * ```ts
 * runExists(runId('r1')).remedy // 'Give every run an id of its own.'
 * ```
 */
export function runExists(run: string): StoreError {
  return new StoreError('RUN_EXISTS', `There is already a run ${run} in this store.`, {
    remedy: 'Give every run an id of its own.',
  })
}

/**
 * A run that is over and asks to lead or to begin an order: it has ended, or another with other settings has taken its place.
 *
 * @example
 * ```ts
 * runEnded(runId('r1')).code // 'RUN_ENDED'
 * ```
 */
export function runEnded(run: string): StoreError {
  return new StoreError(
    'RUN_ENDED',
    `Run ${run} is over: it has ended, or one with other settings has taken its place.`,
    { remedy: 'Start a new run.' },
  )
}

/**
 * A stamp that the clock of the store has not come near to.
 *
 * @example
 * ```ts
 * stampAhead(timestamp(Date.UTC(2026, 7, 8))).code // 'STAMP_AHEAD'
 * ```
 */
export function stampAhead(at: number): StoreError {
  return new StoreError(
    'STAMP_AHEAD',
    `${new Date(at).toISOString()} is more than a minute ahead of the store's clock.`,
    {
      remedy: 'Set the clock of this machine, or that of the store, and keep both by NTP.',
    },
  )
}

/**
 * An account opened in one currency and asked for in another.
 *
 * @example
 * ```ts
 * currencyMismatch(accountKey('LIVE', 'main'), 'GBP', 'EUR').remedy // 'Set CURRENCY to GBP, or name another account with ACCOUNT.'
 * ```
 */
export function currencyMismatch(account: string, kept: string, asked: string): StoreError {
  return new StoreError('CURRENCY_MISMATCH', `Account ${account} is kept in ${kept}, not in ${asked}.`, {
    remedy: `Set CURRENCY to ${kept}, or name another account with ACCOUNT.`,
  })
}

/**
 * An account whose runs are on a virtual clock that is asked for by one on a real clock, or the other way round.
 *
 * @example
 * ```ts
 * clockMismatch(accountKey('DRY_RUN', 'main'), 'virtual', 'real').remedy // 'Name another account with ACCOUNT: time can only be one of both.'
 * ```
 */
export function clockMismatch(account: string, kept: 'real' | 'virtual', asked: 'real' | 'virtual'): StoreError {
  return new StoreError('CLOCK_MISMATCH', `Account ${account} is kept on a ${kept} clock, not on a ${asked} one.`, {
    remedy: 'Name another account with ACCOUNT: time can only be one of both.',
  })
}

/**
 * A withdrawal of money that is not available.
 *
 * @example
 * ```ts
 * withdrawalTooLarge(-5000, 1200).remedy // 'Withdraw less, or wait until open orders have ended.'
 * ```
 */
export function withdrawalTooLarge(amount: number, available: number): StoreError {
  return new StoreError(
    'WITHDRAWAL_TOO_LARGE',
    `${-amount} minor units can't be withdrawn: ${available} are available.`,
    {
      remedy: 'Withdraw less, or wait until open orders have ended.',
    },
  )
}

/**
 * A run that would bet by other limits than one that is alive.
 *
 * @example
 * ```ts
 * limitsDiffer(accountKey('LIVE', 'main'), runId('r1')).code // 'LIMITS_DIFFER'
 * ```
 */
export function limitsDiffer(account: string, peer: string): StoreError {
  return new StoreError('LIMITS_DIFFER', `Run ${peer} on account ${account} is alive and has other risk settings.`, {
    remedy: 'Give every process of an account the same settings, or stop the others first.',
  })
}

/**
 * A lock that nobody can lift.
 *
 * @param until - Its end in epoch milliseconds; `null` where it has none.
 * @example
 * ```ts
 * lockFixed('break', 0).remedy // 'Wait until it has ended.'
 * ```
 */
export function lockFixed(id: string, until: number | null): StoreError {
  const end = until === null ? 'for good' : `until ${new Date(until).toISOString()}`
  return new StoreError('LOCK_FIXED', `Lock ${id} is a cool-off: it holds ${end}.`, {
    remedy: 'Wait until it has ended.',
  })
}

/**
 * A kill switch that is not lifted.
 *
 * @param why - A clause such as `the code is another`.
 * @example
 * ```ts
 * resumeRefused(accountKey('LIVE', 'main'), 'it is not halted').code // 'RESUME_REFUSED'
 * ```
 */
export function resumeRefused(account: string, why: string): StoreError {
  return new StoreError('RESUME_REFUSED', `${account} can't resume: ${why}.`, {
    remedy: 'See whether it is halted and why, then ask for a new code.',
  })
}

/**
 * What a leader asked for after another had taken its place.
 *
 * @example
 * ```ts
 * fenced(runId('r1'), 3).code // 'FENCED'
 * ```
 */
export function fenced(leader: string, epoch: number): StoreError {
  return new StoreError('FENCED', `Run ${leader} does not lead any more (epoch ${epoch}).`, {
    remedy: 'Leave it to the run that leads now.',
  })
}

/**
 * An order that is not what its history makes of it.
 *
 * @example
 * ```ts
 * orderCorrupt(intent.key, 'state is MATCHED, its history says LAPSED').code // 'STORE_CORRUPT'
 * ```
 */
export function orderCorrupt(key: string, detail: string, cause?: unknown): StoreError {
  return new StoreError('STORE_CORRUPT', `Order ${key} is damaged: ${detail}.`, { cause })
}

/**
 * A store that is used after it was closed.
 *
 * @example
 * ```ts
 * storeClosed('memory').message // 'memory is closed.'
 * ```
 */
export function storeClosed(description: string): StoreError {
  return new StoreError('STORE_CLOSED', `${description} is closed.`)
}
