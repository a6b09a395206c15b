import type { ExposureLimits } from '../order/intent.ts'

/** No limit on exposure, losses or rate. */
export const NO_LIMITS: ExposureLimits = {
  exposure: { selection: null, market: null, event: null, strategy: null, venue: null, account: null },
  loss: { day: null, week: null, month: null },
  rate: null,
}
