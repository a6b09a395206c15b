import { createHash } from 'node:crypto'
import type { Intent, Store, Venue } from '@betting-advisor/core'
import type { OrderRef, PlaceAttempt, PlaceOutcome } from '@betting-advisor/core/venue'

/** Mistakes that engines are known to make, each of which the harness must find out. */
export const MUTATIONS = [
  'send-before-store',
  'retry-with-new-key',
  'absence-by-timer',
  'check-then-insert',
  'not-found-is-failed',
  'limit-outside-transaction',
  'close-instead-of-reset',
  'orphan-absent-too-early',
] as const

/** One of them. */
export type Mutation = (typeof MUTATIONS)[number]

/** Store and venue as an engine has them. */
export interface Parts {
  readonly store: Store
  readonly venue: Venue
}

/** Without a gate, and waited for as long as it takes. */
const BLIND: PlaceAttempt = { deadline: null, signal: new AbortController().signal, mayLeave: () => true }

/** The same parts with a mistake in them. */
export function mutated(parts: Parts, mutation: Mutation | null): Parts {
  switch (mutation) {
    // In how orders are sent, and in the settings.
    case 'close-instead-of-reset':
    case 'orphan-absent-too-early':
    case null:
      return parts
    case 'send-before-store':
      return sendBeforeStore(parts)
    case 'retry-with-new-key':
      return retryWithNewKey(parts)
    case 'absence-by-timer':
      return absenceByTimer(parts)
    case 'check-then-insert':
      return checkThenInsert(parts)
    case 'not-found-is-failed':
      return notFoundIsFailed(parts)
    case 'limit-outside-transaction':
      return limitOutsideTransaction(parts)
  }
}

/** The order leaves first, and is recorded when the answer is there. */
function sendBeforeStore({ store, venue }: Parts): Parts {
  const outcomes = new Map<string, PlaceOutcome>()
  return {
    store: {
      ...store,
      async begin(intent) {
        const [outcome] = await venue.doPlace([intent], BLIND)
        outcomes.set(intent.key, outcome)
        return await store.begin(intent)
      },
    },
    venue: {
      ...venue,
      async doPlace(orders, attempt) {
        const known = outcomes.get(orders[0].key)
        return known === undefined ? await venue.doPlace(orders, attempt) : [known]
      },
    },
  }
}

/** What was not answered is sent again as if it were something new. */
function retryWithNewKey({ store, venue }: Parts): Parts {
  return {
    store,
    venue: {
      ...venue,
      async doPlace([intent], attempt) {
        const [outcome] = await venue.doPlace([intent], attempt)
        if (outcome.kind !== 'unknown') return [outcome]
        const ref = createHash('sha256').update(`${intent.ref} again`).digest('hex').slice(0, 32) as OrderRef
        return await venue.doPlace([{ ...intent, ref }], BLIND)
      },
    },
  }
}

/** An order that does not show at once is given up, long before the exchange must have decided on it. */
function absenceByTimer({ store, venue }: Parts): Parts {
  return { store, venue: { ...venue, traits: { ...venue.traits, lateAcceptMs: 0, visibilityLagMs: 0 } } }
}

/** A decision counts as free when it was not there a moment ago, whatever recording it says then. */
function checkThenInsert({ store, venue }: Parts): Parts {
  let known: Promise<ReadonlySet<string>> | null = null
  const seen = (account: Intent['account']) => {
    if (known !== null) return known
    known = store.orders({ account, limit: 1_000 }).then((orders) => new Set(orders.map(({ intent }) => intent.key)))
    setTimeout(() => {
      known = null
    }, 1_000)
    return known
  }
  return {
    store: {
      ...store,
      async begin(intent) {
        const isThere = (await seen(intent.account)).has(intent.key)
        const result = await store.begin(intent)
        if (isThere || result.kind !== 'exists') return result
        return { kind: 'reserved', order: result.order, balances: await store.balances(intent.account) }
      },
    },
    venue,
  }
}

/** What a lookup does not show has failed. */
function notFoundIsFailed({ store, venue }: Parts): Parts {
  return {
    store,
    venue: {
      ...venue,
      async doPlace([intent], attempt) {
        const [outcome] = await venue.doPlace([intent], attempt)
        if (outcome.kind !== 'unknown') return [outcome]
        const { orders } = await venue.lookup([intent.ref], attempt.signal)
        const [found] = orders
        if (found === undefined) {
          return [{ kind: 'rejected', reason: { code: 'NOT_FOUND', message: 'the exchange does not know it' } }]
        }
        return 'matchedStake' in found ? [{ kind: 'accepted', ...found }] : [outcome]
      },
    },
  }
}

/** There is room, and then the order is recorded. */
function limitOutsideTransaction({ store, venue }: Parts): Parts {
  return {
    store: {
      ...store,
      async begin(intent) {
        const { reserved } = await store.balances(intent.account)
        const room = intent.limits.exposure.account
        if (room !== null && reserved + intent.liability > room) {
          return { kind: 'denied', code: 'ACCOUNT_LIMIT', detail: 'no room' }
        }
        await pause(100)
        return await store.begin(unlimited(intent))
      },
      // The store would hold to the account's own limits all the same.
      startRun: (start) => {
        const { exposure } = start.limits
        return store.startRun({ ...start, limits: { ...start.limits, exposure: { ...exposure, account: null } } })
      },
    },
    venue,
  }
}

function unlimited(intent: Intent): Intent {
  const { exposure } = intent.limits
  return { ...intent, claims: [], limits: { ...intent.limits, exposure: { ...exposure, account: null } } }
}

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms))
}
