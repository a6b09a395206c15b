import type { MarketLink } from '../../market/market-link.ts'
import { eventId, marketId, selectionId } from '../../units/ids.ts'
import { assertEqual, assertRejects, type ContractCase, ContractViolation } from '../contract.ts'
import { SAMPLE_ACCOUNT, SAMPLE_TIME, sampleIntent, sampleRunStart } from '../sample-intent.ts'
import type { StoreHarness } from './harness.ts'

const at = SAMPLE_TIME
const by = { by: 'ann', reason: 'the same match' }

/** A link of markets by their names; the selections of each bear its name. */
function link(id: string, ...markets: readonly string[]): MarketLink {
  return {
    account: SAMPLE_ACCOUNT,
    id,
    event: eventId(`event of ${id}`),
    markets: markets.map((market) => ({
      market: marketId(market),
      selections: [selectionId(`${market} home`), selectionId(`${market} away`)],
    })),
  }
}

export const linkCases: readonly ContractCase<StoreHarness>[] = [
  {
    id: 'STO-185',
    title: 'links of markets are kept as they are, by id, and replaced and removed by it',
    async run({ store }) {
      await store.startRun(sampleRunStart())
      const [one, two] = [link('b', 'm1', 'm2'), link('a', 'm3', 'm4', 'm5')]
      await store.setLink(one, at)
      await store.setLink(two, at, by)
      assertEqual(await store.links(SAMPLE_ACCOUNT), [two, one], 'links')
      const wider = link('b', 'm2', 'm1', 'm6')
      await store.setLink(wider, at)
      assertEqual(await store.links(SAMPLE_ACCOUNT), [two, wider], 'after a change')
      assertEqual(await store.removeLink(SAMPLE_ACCOUNT, 'b', at), true, 'one that is there')
      assertEqual(await store.removeLink(SAMPLE_ACCOUNT, 'b', at, by), false, 'once more')
      assertEqual(await store.links(SAMPLE_ACCOUNT), [two], 'in the end')
      await store.setLink(link('c', 'm1', 'm2'), at)
      const noted = await store.audit({ account: SAMPLE_ACCOUNT, after: 0, limit: 10 })
      assertEqual(
        noted.map(({ entry }) => [entry.act, entry.subject]),
        [['link', 'a']],
        'audit',
      )
    },
  },
  {
    id: 'STO-255',
    title:
      'whoever starts is told the links there are, and whoever follows the account when one was made, changed or taken back',
    async run({ store }) {
      const { version } = await store.startRun(sampleRunStart())
      const since = async (after: number) => {
        const { links, version: now } = await store.changes({ account: SAMPLE_ACCOUNT, after, at, limit: 10 })
        return { links, version: now }
      }
      assertEqual(await since(version), { links: null, version }, 'before there are any')
      const one = link('b', 'm1', 'm2')
      await store.setLink(one, at)
      assertEqual(await since(version), { links: [one], version: version + 1 }, 'one that was made')
      const two = link('a', 'm3', 'm4')
      await store.setLink(two, at, by)
      assertEqual(await since(version + 1), { links: [two, one], version: version + 2 }, 'another')
      assertEqual(await since(version + 2), { links: null, version: version + 2 }, 'when nothing was done')
      const begun = await store.begin(sampleIntent({ market: 'm1' }))
      assertEqual(begun.kind, 'reserved', 'a bet')
      assertEqual((await since(version + 2)).links, null, 'when something else was done')
      const wider = link('b', 'm1', 'm2', 'm5')
      await store.setLink(wider, at)
      assertEqual((await since(version + 3)).links, [two, wider], 'one that was changed')
      assertEqual(await store.removeLink(SAMPLE_ACCOUNT, 'a', at), true, 'one that is there')
      assertEqual((await since(version + 4)).links, [wider], 'one that was taken back')
      assertEqual(await store.removeLink(SAMPLE_ACCOUNT, 'a', at), false, 'once more')
      assertEqual(await since(version + 5), { links: null, version: version + 5 }, 'when there was none to take back')
      assertEqual((await since(0)).links, [wider], 'all that was done')
      const next = await store.startRun(sampleRunStart(SAMPLE_ACCOUNT, 2))
      assertEqual(next.links, [wider], 'at the next start')
    },
  },
  {
    id: 'STO-186',
    title: 'a selection is in one link, and a link aligns as many selections of each of its markets',
    async run({ store }) {
      await store.startRun(sampleRunStart())
      const first = link('a', 'm1', 'm2')
      await store.setLink(first, at)
      await assertRejects(() => store.setLink(link('b', 'm3', 'm2'), at), 'LINK_CONFLICT', 'a market of another link')
      await assertRejects(() => store.setLink(link('b', 'm3'), at), 'INVALID_VALUE', 'one market')
      await assertRejects(() => store.setLink(link('b', 'm3', 'm3'), at), 'INVALID_VALUE', 'the same market twice')
      const [one, two] = link('b', 'm3', 'm4').markets
      if (one !== undefined && two !== undefined) {
        const uneven = { ...link('b'), markets: [one, { ...two, selections: two.selections.slice(1) }] }
        await assertRejects(() => store.setLink(uneven, at), 'INVALID_VALUE', 'another number of selections')
      }
      assertEqual(await store.links(SAMPLE_ACCOUNT), [first], 'links')
    },
  },
  {
    id: 'STO-339',
    title: 'a market is in several links where each is of other selections and all are of one event',
    async run({ store }) {
      await store.startRun(sampleRunStart())
      const of = (id: string, other: string, line: string, event = 'the match'): MarketLink => ({
        ...link(id, 'm1', other),
        event: eventId(event),
        markets: ['m1', other].map((market) => ({
          market: marketId(market),
          selections: [selectionId(`home ${line}`), selectionId(`away ${line}`)],
        })),
      })
      const [half, one] = [of('a', 'm2', '0.5'), of('b', 'm3', '1')]
      await store.setLink(half, at)
      await store.setLink(one, at)
      const again = () => store.setLink(of('c', 'm4', '1'), at)
      await assertRejects(again, 'LINK_CONFLICT', 'a selection of another link')
      const elsewhere = () => store.setLink(of('c', 'm4', '2', 'another match'), at)
      await assertRejects(elsewhere, 'LINK_CONFLICT', 'another event')
      await assertRejects(() => store.setLink(of('b', 'm3', '1', 'moved'), at), 'LINK_CONFLICT', 'an event of its own')
      assertEqual(await store.links(SAMPLE_ACCOUNT), [half, one], 'links')
      assertEqual(await store.removeLink(SAMPLE_ACCOUNT, 'a', at), true, 'one that is taken back')
      const begun = await store.begin(sampleIntent({ market: 'm1', event: 'its own' }))
      if (begun.kind !== 'reserved') throw new ContractViolation('a bet', begun, 'a reservation')
      assertEqual(begun.order.intent.event, 'the match', 'the event of a bet')
      assertEqual(await store.links(SAMPLE_ACCOUNT), [one], 'in the end')
    },
  },
  {
    id: 'STO-187',
    title: 'the exposure of a market is counted under the event of its link from the first bet on, and stays there',
    async run({ store }) {
      await store.startRun(sampleRunStart())
      await store.setLink(link('a', 'm1', 'm2'), at)
      const eventOf = async (market: string, more: { readonly origin?: 'foreign'; readonly entry?: number } = {}) => {
        const intent = sampleIntent({ market, event: `own event of ${market}`, ...more })
        const result = more.origin === undefined ? await store.begin(intent) : await store.adopt(intent, [])
        if (result.kind === 'denied') throw new ContractViolation(market, result, 'an order')
        return result.order.intent.event
      }
      assertEqual(await eventOf('m1'), 'event of a', 'a bet that was decided here')
      assertEqual(await eventOf('m2', { origin: 'foreign' }), 'event of a', 'one that was found')
      assertEqual(await eventOf('m3'), 'own event of m3', 'one in no link')
      await store.setLink(link('b', 'm3', 'm4'), at)
      await store.removeLink(SAMPLE_ACCOUNT, 'a', at)
      assertEqual(await eventOf('m1', { entry: 2 }), 'event of a', 'another on the first market')
      assertEqual(await eventOf('m3', { entry: 2 }), 'own event of m3', 'another on the third')
      assertEqual(await eventOf('m4'), 'event of b', 'one in a link that came later')
      assertEqual(await store.verify(SAMPLE_ACCOUNT), [], 'faults')
    },
  },
]
