import { AdvisorError } from '@betting-advisor/core'

/** What a store throws for an account that no run has opened. */
export class UnknownAccount extends AdvisorError {
  readonly code = 'UNKNOWN_ACCOUNT'

  constructor() {
    super('No run has opened this account.')
  }
}
