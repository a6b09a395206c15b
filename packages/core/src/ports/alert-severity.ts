import type { AlertCode } from './advisor-event.ts'
import type { OutboxAlert } from './store/outbox.ts'

/** How urgent each alert is: what may cost money, or keeps an account from trading, calls people until somebody has acknowledged it. */
export const ALERT_SEVERITY: Readonly<Record<AlertCode, OutboxAlert['severity']>> = {
  ORDER_UNRESOLVED: 'critical',
  ORDER_ADOPTED: 'warning',
  FOREIGN_BET: 'warning',
  LATE_FOUND: 'critical',
  LATE_FILL: 'critical',
  IMPOSSIBLE_FILL: 'critical',
  DOUBLE_BET: 'critical',
  LEGS_BROKEN: 'critical',
  RESULT_DIFFERS: 'warning',
  SETTLEMENT_OVERDUE: 'warning',
  LEDGER_BROKEN: 'critical',
  RECONCILIATION_FAILED: 'critical',
  PLAYER_PROTECTION: 'critical',
  ORDERS_REFUSED: 'critical',
  ORDER_STREAM_DOWN: 'warning',
  EVENTS_DROPPED: 'critical',
  HALTED: 'critical',
}
