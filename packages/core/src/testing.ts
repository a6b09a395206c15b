/**
 * What every store, source and venue promises, as data for any test runner, and samples to test with.
 *
 * @module @betting-advisor/core/testing
 */
export { assertEqual, assertKind, assertRejects, type ContractCase, ContractViolation } from './testing/contract.ts'
export {
  SAMPLE_ACCOUNT,
  SAMPLE_TIME,
  SAMPLE_WALLET,
  type SampleIntent,
  sampleIntent,
  sampleLock,
  sampleRunStart,
} from './testing/sample-intent.ts'
export { type SourceHarness, sourceContract } from './testing/source-contract.ts'
export type { Damage, StoreHarness } from './testing/store-contract/harness.ts'
export { storeContract } from './testing/store-contract.ts'
export type { OversizedOrder, VenueHarness } from './testing/venue-contract/harness.ts'
export { venueContract } from './testing/venue-contract.ts'
