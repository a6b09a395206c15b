/** How orders travel to their venues: what tells how long one that nobody has an answer to may still arrive. */
export interface OrderDelivery {
  /** `relayed` where a proxy, a tunnel or a relay lies between and passes orders on by itself: then no time proves anything. */
  readonly path: 'direct' | 'relayed'
  /**
   * How long an order may still arrive whose process is gone and whose connection was not reset, in milliseconds: a system goes on sending
   * what was written for a quarter of an hour.
   */
  readonly orphanDeliveryMs: number
}
