import { expect, it } from 'vitest'
import { limitBet, M, opening, openStage, scripted } from './stage.ts'

const offers = [{ id: 11, atb: [[2.9, 50]], atl: [[3.1, 50]], trd: [[3, 4]], tv: 4, ltp: 3 }] as const

it('shows what rests to everybody, in streams and in books, until it is gone, and does not match it with another of ours', async () => {
  await using stage = await openStage(scripted([opening(offers)]))
  await using client = await stage.stream()
  await client.next()
  client.send({ op: 'authentication', id: 1, appKey: 'live-key', session: stage.token })
  await client.next()
  const subscribe = (fields: readonly string[], id: number) =>
    client.send({
      ...{ op: 'marketSubscription', id, heartbeatMs: 5_000, marketFilter: { marketIds: [M] } },
      marketDataFilter: { ladderLevels: 3, fields },
    })
  subscribe(['EX_ALL_OFFERS', 'EX_BEST_OFFERS'], 2)
  await client.next()
  expect(await client.next()).toMatchObject({ mc: [{ rc: [{ atb: [[2.9, 50]], atl: [[3.1, 50]] }] }] })
  const place = (changed: object, limit: object) =>
    stage.call('SportsAPING/v1.0/placeOrders', { marketId: M, instructions: [limitBet(changed, limit)] })
  const bookNow = () =>
    stage.call('SportsAPING/v1.0/listMarketBook', {
      marketIds: [M],
      priceProjection: { priceData: ['EX_ALL_OFFERS'] },
    })

  // Who backs at 3 offers to be laid there.
  const placed = (await place({}, { price: 3, size: 2 })) as { instructionReports: { betId: string }[] }
  expect(await client.next()).toMatchObject({
    mc: [
      {
        rc: [
          {
            id: 11,
            atl: [[3, 2]],
            batl: [
              [0, 3, 2],
              [1, 3.1, 50],
            ],
          },
        ],
      },
    ],
  })
  // Another at a price where somebody else offers counts with that.
  await place({ customerOrderRef: 'o2' }, { price: 3.1, size: 4 })
  expect(await client.next()).toMatchObject({ mc: [{ rc: [{ atl: [[3.1, 54]], batl: [[1, 3.1, 54]] }] }] })
  // Bets of accounts meet others, and not one another.
  await place({ side: 'LAY', customerOrderRef: 'o3' }, { price: 3, size: 5 })
  expect(await client.next()).toMatchObject({
    mc: [
      {
        rc: [
          {
            atb: [[3, 5]],
            batb: [
              [0, 3, 5],
              [1, 2.9, 50],
            ],
          },
        ],
      },
    ],
  })
  expect(await bookNow()).toMatchObject([
    {
      totalAvailable: 111,
      runners: [
        {
          ex: {
            availableToBack: [
              { price: 3, size: 5 },
              { price: 2.9, size: 50 },
            ],
            availableToLay: [
              { price: 3, size: 2 },
              { price: 3.1, size: 54 },
            ],
          },
        },
        {},
        {},
      ],
    },
  ])
  // Whoever comes later is told the same.
  subscribe(['EX_ALL_OFFERS'], 3)
  await client.next()
  expect(await client.next()).toMatchObject({
    ct: 'SUB_IMAGE',
    mc: [
      {
        rc: [
          {
            atb: [
              [3, 5],
              [2.9, 50],
            ],
            atl: [
              [3, 2],
              [3.1, 54],
            ],
          },
        ],
      },
    ],
  })
  const betId = placed.instructionReports[0]?.betId
  await stage.call('SportsAPING/v1.0/cancelOrders', { marketId: M, instructions: [{ betId }] })
  expect(await client.next()).toMatchObject({ mc: [{ rc: [{ id: 11, atl: [[3, 0]] }] }] })
})
