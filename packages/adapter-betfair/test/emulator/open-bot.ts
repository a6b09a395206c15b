import { createFaultQueue } from '@betting-advisor/adapter-kit/emulator'
import { createSystemClock, currency } from '@betting-advisor/core'
import { createBetfairClient } from '../../src/api/client.ts'
import { type BetfairWorld, serveBetfair } from '../../src/emulator.ts'
import { type BetfairVenueSettings, createBetfairSession, createBetfairVenue } from '../../src/index.ts'

/** The venue of this package against the emulated exchange, over sockets; `faults` spoil what is asked of orders. */
export async function openBot(world: BetfairWorld, settings: Partial<BetfairVenueSettings> = {}) {
  const clock = createSystemClock()
  const faults = createFaultQueue()
  const emulator = await serveBetfair({
    world,
    clock,
    accounts: [{ username: 'bot', password: 'secret' }],
    faults: (request) => (request.url.includes('/betting/') ? faults.plan(request) : null),
  })
  const { hosts, authority: authorities, control } = emulator
  const session = createBetfairSession({
    appKey: 'live-key',
    username: 'bot',
    password: 'secret',
    hosts,
    authorities,
    clock,
  })
  const client = createBetfairClient({ session, clock })
  const venue = createBetfairVenue({ client, clock, currency: currency('GBP'), ...settings })
  return {
    clock,
    client,
    control,
    faults,
    venue,
    async [Symbol.asyncDispose]() {
      await venue.close()
      await client.close()
      await session.close()
      await emulator.close()
    },
  }
}
