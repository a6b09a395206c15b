import { type Control, passed, refused } from '../gate.ts'

/** No more orders in a window of time than allowed; an order too many is refused, never queued. */
export const rate: Control = {
  name: 'rate',
  check({ account, limits: { rateLimit } }) {
    const figures = `${account.recentOrders} of ${rateLimit.orders} orders in ${rateLimit.windowMs / 1000} s`
    return account.recentOrders < rateLimit.orders
      ? passed(this.name, figures)
      : refused(this.name, 'RATE_EXCEEDED', figures)
  },
}
