import { createSeededRandom } from '@betting-advisor/core/simulation'
import { startProxy } from 'betting-advisor-postgres-server/proxy'
import { expect, it } from 'vitest'
import { SCALE, SEED, size } from '../src/harness/sizes.ts'
import { startWorld } from '../src/harness/world.ts'
import { expectPromises, tellFigures } from './promises.ts'

const RESTARTS = size('FAULT_RESTARTS', 10)

const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms))

it(`loses and doubles nothing when its database is killed ${RESTARTS} times and cut off in its commits`, async () => {
  const random = createSeededRandom(`${SEED}|database`)
  const startedAt = Date.now()
  let proxy: Awaited<ReturnType<typeof startProxy>> | undefined
  await using world = await startWorld({
    seed: `${SEED}|database`,
    scale: SCALE,
    async way(server) {
      proxy = await startProxy(server.port)
      return server.url().replace(`:${server.port}/`, `:${proxy.port}/`)
    },
  })
  let cuts = 0
  for (let restarts = 0; restarts < RESTARTS; restarts += 1) {
    for (let count = 0; count < 3; count += 1) {
      expect(await world.reached(2)).toBe(true)
      proxy?.cutNextCommit(random() < 0.5 ? 'before' : 'after')
      cuts += 1
    }
    expect(await world.reached(2)).toBe(true)
    await pause(random() * 300)
    await world.server.kill()
    await pause(random() * 1000)
    await world.server.restart()
  }
  const verdict = await world.finish()
  const seconds = (Date.now() - startedAt) / 1000
  const { limit, crashes } = world
  tellFigures('R4', { restarts: RESTARTS, cuts, ...verdict.figures, limit, crashes: crashes.length, seconds })
  expectPromises(verdict)
  // One that starts while there is no database says so and is started again; what runs lives through it.
  expect(crashes.map(({ said }) => said).filter((said) => !/STORE_UNAVAILABLE|OUTCOME_UNKNOWN/.test(said))).toEqual([])
  expect(verdict.figures.bets).toBeGreaterThan(RESTARTS * 2)
  await proxy?.[Symbol.asyncDispose]()
})
