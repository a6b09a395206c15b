import { venueContract } from '@betting-advisor/core/testing'
import { expect, it, test } from 'vitest'
import { openContract } from './contract-stage.ts'
import { attempt } from './open-venue.ts'

/** What the exchange does not have, and what is not offered of what it has. */
const ABSENT: Readonly<Record<string, string>> = {
  'VEN-12': 'one instruction of a request that is wrong in itself has all of it refused: see below',
  'VEN-30': 'the exchange holds the answer with the bet, and answers when it has decided',
}

test.each(venueContract.filter(({ id }) => !(id in ABSENT)))(
  '$id $title',
  async ({ run }) => {
    await using harness = await openContract()
    await run(harness)
  },
  60_000,
)

it('keeps every promise but those that cannot be asked of it', async () => {
  await using harness = await openContract()
  const asked = venueContract.filter(({ needs }) => needs === undefined || needs in harness)
  expect(venueContract.filter(({ id }) => id in ABSENT)).toHaveLength(Object.keys(ABSENT).length)
  expect(asked.filter(({ id }) => id in ABSENT).map(({ id }) => id)).toEqual(['VEN-12'])
})

it('says of each order that nothing came of it, where one beside it is wrong in itself', async () => {
  await using harness = await openContract()
  const orders = [harness.acceptable(), harness.refusable(), harness.acceptable()] as const
  const outcomes = await harness.venue.doPlace(orders, attempt())
  expect(outcomes).toMatchObject([
    { kind: 'rejected' },
    { kind: 'rejected', reason: { code: 'INVALID_ODDS' } },
    { kind: 'rejected' },
  ])
  await harness.pass(200_000)
  const refs = orders.map(({ ref }) => ref)
  expect(await harness.venue.lookup(refs, new AbortController().signal)).toEqual({ complete: true, orders: [] })
})

it('has a twin that replaces as engines do there, once a reference is known to be kept', async () => {
  await using harness = await openContract({ keepsReference: true })
  const { venue } = harness
  expect(venue.traits.replaces).toEqual({ stake: 'open', ref: 'former' })
  const twin = harness.twin === undefined ? undefined : venue.twin?.(harness.twin())
  expect([twin?.doReplace, twin?.traits.replaces?.stake]).toEqual([expect.any(Function), 'open'])
})

it('has a twin that takes what the exchange takes, and replaces nothing', async () => {
  await using harness = await openContract()
  const { venue } = harness
  const twin = harness.twin === undefined ? undefined : venue.twin?.(harness.twin())
  expect(twin?.doReplace).toBeUndefined()
  expect(twin?.traits).toMatchObject({ sides: venue.traits.sides, orders: venue.traits.orders, netting: true })
  expect([twin?.traits.minStake, twin?.traits.stakeStep, twin?.traits.replaces]).toEqual([
    venue.traits.minStake,
    venue.traits.stakeStep,
    undefined,
  ])
  expect([twin?.observe, twin?.beforeBooks, twin?.observeBook, twin?.observeResult].every(Boolean)).toBe(true)
})
