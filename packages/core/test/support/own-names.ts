import type { BetOwners } from '../../src/advisor/reconcile/bet-owners.ts'

/** Of orders that replaced nothing: each is shown by its own reference. */
export const ownNames: Pick<BetOwners, 'shownOf'> = {
  shownOf: (order, shown) => Promise.resolve(shown.find(({ ref }) => ref === order.intent.ref)),
}
