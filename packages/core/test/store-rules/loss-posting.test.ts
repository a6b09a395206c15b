import { expect, test } from 'vitest'
import { NO_WINDOW_LOSSES, windowFinder } from '../../src/limits/loss-window.ts'
import { lossesBy, settlementsOf } from '../../src/store-rules/loss-posting.ts'
import { replayOrder } from '../../src/store-rules/replay.ts'
import { sampleIntent } from '../../src/testing/sample-intent.ts'
import { pathsToStates, sampleEvents } from '../../src/testing/store-contract/sample-events.ts'
import { money } from '../../src/units/money.ts'
import { timestamp } from '../../src/units/timestamp.ts'

test('settlements and corrections count with what they brought', () => {
  const { corrected } = sampleEvents()
  const { transfers } = replayOrder(sampleIntent(), [...pathsToStates().SETTLED, corrected])
  expect(transfers.map(({ kind }) => kind)).toEqual(['settle', 'correct'])
  expect(settlementsOf(transfers).map(({ change }) => change)).toEqual([437, -1437])
})

test('a settlement that brings nothing opens no window', () => {
  const windowsOf = windowFinder('UTC')
  expect(lossesBy([{ at: timestamp(0), change: money(0) }], windowsOf).from()).toEqual(NO_WINDOW_LOSSES)
})
