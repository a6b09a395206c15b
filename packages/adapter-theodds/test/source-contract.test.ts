import { sourceContract } from '@betting-advisor/core/testing'
import { describe, test } from 'vitest'
import { createTheOddsSource } from '../src/index.ts'
import { CANARY, openService } from './harness.ts'

async function open() {
  const service = await openService({ credits: 100_000 })
  const source = createTheOddsSource({
    apiKey: CANARY,
    sports: ['soccer_epl', 'soccer_spain_la_liga'],
    regions: ['eu'],
    baseUrl: service.server.url,
    pollSeconds: 120,
  })
  return {
    source,
    clock: service.clock,
    pass: service.pass,
    secrets: [CANARY],
    breakService: () => service.faults.always({ kind: 'html', status: 503 }),
    healService: () => service.faults.always(null),
    [Symbol.asyncDispose]: () => service[Symbol.asyncDispose](),
  }
}

describe('the contract of price sources', () => {
  test.each(sourceContract.map((promise) => [promise.id, promise.title, promise] as const))(
    '%s %s',
    async (_id, _title, promise) => {
      await using harness = await open()
      await promise.run(harness)
    },
  )
})
