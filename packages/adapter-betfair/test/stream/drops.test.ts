import process from 'node:process'
import { isAdvisorError } from '@betting-advisor/core'
import { expect, it } from 'vitest'
import { createMarketFeed } from '../../src/stream/market-feed.ts'
import { expectBooks } from './kept-books.ts'
import { listenTo, until } from './listen.ts'
import { madeUpChanges } from './made-up-changes.ts'
import { accessTo, createTruth, inSegments, openScriptedVenue, success, type Wire } from './scripted-venue.ts'

const FAULTS = Number(process.env['FAULT_STREAMS'] ?? 200)
const MARKETS = ['1.1', '1.2', '1.3', '1.4']

it(`after each of ${FAULTS} drops, resets, half lines, duplicates, images and whatever else, the books are those of a full image`, {
  timeout: 20 * FAULTS + 300_000,
}, async () => {
  const truth = createTruth()
  const made = madeUpChanges('drops', MARKETS)
  const { below } = made
  for (let count = 0; count < 30; count += 1) truth.change(made.changes())
  const subscribed: { wire: Wire; id: number }[] = []
  await using venue = await openScriptedVenue((asked, wire) => {
    wire.send(success(asked))
    if (asked.op !== 'marketSubscription') return
    const { id } = asked
    const patch = below(5) === 0 ? null : truth.since({ clk: asked['clk'] })
    // Where a market cannot be patched, its image stands in the patch.
    const whole =
      patch !== null && below(3) === 0 ? { ...patch, mc: MARKETS.map(truth.imageOf) } : (patch ?? truth.image())
    wire.send(...(below(2) === 0 ? [whole] : inSegments(whole, 3)).map((each) => ({ ...each, id })))
    subscribed.push({ wire, id })
  })
  const feed = createMarketFeed({ ...accessTo(venue.port, { firstMs: 5, longestMs: 40 }), markets: { filter: {} } })
  let asOf: number | null = null
  let lastPublished = 0
  await using _ = listenTo(feed, (turn) => {
    asOf = turn.asOf
    for (const market of turn.changed) lastPublished = Math.max(lastPublished, feed.books.get(market)?.publishedAt ?? 0)
  })

  const faults: readonly ((wire: Wire, id: number) => void)[] = [
    ({ socket }) => socket.destroy(),
    ({ socket }) => socket.end(),
    ({ reset }) => reset(),
    (wire, id) => {
      const line = JSON.stringify({ ...truth.change(made.changes()), id })
      wire.write(line.slice(0, 1 + below(line.length - 1)))
      wire.socket.end()
    },
    (wire, id) => wire.write(`${JSON.stringify({ ...truth.change(made.changes()), id }).slice(0, 30)}\r\n`),
    (wire, id) => {
      const message = { ...truth.change(made.changes()), id }
      wire.send(message, message)
    },
    (wire, id) => wire.send({ ...truth.image(), id }),
    (wire, id) => wire.send(...inSegments({ ...truth.image(), id }, 3).toReversed()),
    (wire, id) =>
      wire.send(...inSegments({ ...truth.change(made.changes()), id }, 3).slice(0, 2), { ...truth.image(), id }),
    (wire, id) =>
      wire.send({ op: 'status', id, statusCode: 'FAILURE', errorCode: 'UNEXPECTED_ERROR', connectionClosed: true }),
    (wire, id) => wire.send({ ...truth.change([]), mc: { not: 'a list' }, id }),
  ]

  const isEqual = (): boolean => {
    try {
      expectBooks({ books: feed.books, size: MARKETS.length }, truth.slow, 'all')
      return true
    } catch (error) {
      if (isAdvisorError(error)) throw error
      return false
    }
  }

  for (let count = 0; count < FAULTS; count += 1) {
    await until(() => subscribed.length > 0 && asOf !== null, 'a fresh feed')
    const last = subscribed.at(-1)
    if (last === undefined) throw new Error('nobody is subscribed')
    const { wire, id } = last
    for (let times = below(4); times > 0; times -= 1) wire.send({ ...truth.change(made.changes()), id })
    const connections = venue.connections()
    faults[count % faults.length]?.(wire, id)
    // What nobody is told now must be told when somebody is there again.
    truth.change(made.changes())
    await until(() => venue.connections() > connections || !wire.socket.destroyed, 'another connection')
    if (venue.connections() === connections) wire.send({ ...truth.image(), id: subscribed.at(-1)?.id })
    await until(() => asOf !== null && isEqual(), `equal books after fault ${count % faults.length}`)
  }
  expect(lastPublished).toBeGreaterThan(0)
})

it('is connected again, and fresh, within a second of the venue’s return, however long it was away', async () => {
  const truth = createTruth()
  truth.change([{ id: '1.1', marketDefinition: { status: 'OPEN', runners: [{ id: 7 }] } }])
  await using venue = await openScriptedVenue((asked, wire) => {
    wire.send(success(asked))
    if (asked.op === 'marketSubscription')
      wire.send({ ...(truth.since({ clk: asked['clk'] }) ?? truth.image()), id: asked.id })
  })
  const feed = createMarketFeed({ ...accessTo(venue.port), markets: { filter: {} } })
  let asOf: number | null = null
  await using _ = listenTo(feed, (turn) => {
    asOf = turn.asOf
  })
  await until(() => asOf !== null, 'an image')
  venue.shut(true)
  await until(() => asOf === null, 'the loss')
  await new Promise((resolve) => setTimeout(resolve, 3_000))
  const attempts = venue.connections()
  expect(attempts).toBeLessThan(20)
  venue.shut(false)
  await until(() => asOf !== null, 'a fresh feed', 1_000)
})
