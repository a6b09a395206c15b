import type { Store } from '../../ports/store.ts'
import type { AccountKey, DecisionKey } from '../../units/ids.ts'

/** Something to break behind a store's back, to see whether its audit finds it. */
export type Damage =
  | 'balance'
  | 'entry'
  | 'missing-transfer'
  | 'reservation'
  | 'profit'
  | 'limit'
  | 'history'
  | 'exposure'
  | 'losses'

/** A store under test. Every case gets a harness of its own and leaves the closing to whoever made it. */
export interface StoreHarness {
  /** New and empty. */
  readonly store: Store
  /** Closes the store and opens what it kept; where nothing is kept, gives the same store again. */
  reopen(): Promise<Store>
  /** Another store of the same kind, new and empty, in another place. */
  another(): Promise<Store>
  /** Changes what is kept of an order and its account behind the store's back; absent where nothing can. */
  damage?(damage: Damage, account: AccountKey, order: DecisionKey): Promise<void>
}
