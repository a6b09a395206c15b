import type { OrderReason } from '../order/order.ts'

const CODES: ReadonlySet<string> = new Set(['LOSS_LIMIT_EXCEEDED', 'NO_CHASING'])

/**
 * Whether a venue refused an order for the protection of its customer: a loss limit, a limit of responsible betting, or chasing losses.
 * Nothing more is placed anywhere then. What a regulator refuses for other reasons is an ordinary rejection.
 *
 * @param reason - Its code is the venue's own, or begins with `PLAYER_PROTECTION`.
 */
export function isPlayerProtection({ code }: OrderReason): boolean {
  return CODES.has(code) || code.startsWith('PLAYER_PROTECTION') || /^RESPONSIBLE_BETTING_.*EXCEEDED$/.test(code)
}
