import { timestamp } from '@betting-advisor/core'
import { type OutboxAlert, type OutboxItem, putItem } from '@betting-advisor/core/store'
import { SAMPLE_ACCOUNT } from '@betting-advisor/core/testing'

export const START = timestamp(Date.UTC(2026, 4, 1, 12))

export function alertOf(key: string, fields: Partial<OutboxAlert> = {}): OutboxAlert {
  return {
    account: SAMPLE_ACCOUNT,
    key,
    code: 'CODE',
    severity: 'warning',
    message: `about ${key}`,
    at: START,
    ...fields,
  }
}

export function itemOf(id: number, fields: Partial<OutboxAlert> = {}, changes: Partial<OutboxItem> = {}): OutboxItem {
  return { ...putItem(undefined, alertOf(`k${id}`, fields), id), attempts: 1, ...changes }
}
