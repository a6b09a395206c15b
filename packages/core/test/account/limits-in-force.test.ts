import { after, MINUTE, money } from '@betting-advisor/core'
import type { LimitRaise } from '@betting-advisor/core/store'
import { expect, it } from 'vitest'
import { createLimitsInForce } from '../../src/account/limits-in-force.ts'
import { NOON, WIDE } from '../support/markets.ts'

const at = (minutes: number) => after(NOON, minutes * MINUTE)

it('gives the limits of the moment that is asked for, whatever was asked before', () => {
  const exposure = { ...WIDE.exposure, account: money(100) }
  const raises: readonly LimitRaise[] = [
    { limit: 'exposure:account', to: money(200), at: at(1) },
    { limit: 'loss:week', to: null, at: at(2) },
  ]
  const stored = { limits: { exposure, loss: { day: null, week: money(50), month: null } }, raises }
  const inForce = createLimitsInForce(WIDE, stored)
  const seen = [2, 0, 1, 2, 1, 0].map((minutes) => {
    const limits = inForce.at(at(minutes))
    return [limits.exposure.account, limits.loss.week]
  })
  const [noon, first, second] = [
    [100, 50],
    [200, 50],
    [200, null],
  ]
  expect(seen).toEqual([second, noon, first, second, first, noon])
})
