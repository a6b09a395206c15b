import { describe, expect, it } from 'vitest'
import { Floor } from './floor.ts'

/** Backers ask for 3, with 100 before us; offers to back are at 2.9. */
function queued(...settings: ConstructorParameters<typeof Floor>): Floor {
  const floor = new Floor(...settings)
  floor.tell({ runners: { Home: { back: [[2.9, 50]], lay: [[3, 100]] } } })
  return floor
}

describe('an order that rests', () => {
  it('waits for those before it, and then has half of what is counted as traded', () => {
    const floor = queued()
    const order = floor.bet('back', 3, 20)
    floor.tell({ runners: { Home: { lay: [[3, 10]], traded: [[3, 180]] } } })
    expect(floor.seen(order)).toEqual(['open', 0, null])
    floor.tell({ runners: { Home: { lay: [[3, 0]], traded: [[3, 210]] } } })
    expect(floor.seen(order)).toEqual(['open', 5, 3])
    floor.tell({ runners: { Home: { traded: [[3, 260]] } } })
    expect(floor.seen(order)).toEqual(['matched', 20, 3])
  })

  it('counts all of what is traded where its venue counts one side', () => {
    const floor = queued({ volumeSides: 1 })
    const order = floor.bet('back', 3, 20)
    floor.tell({ runners: { Home: { traded: [[3, 105]] } } })
    expect(floor.seen(order)).toEqual(['open', 5, 3])
  })

  it('moves up with its share of those who cancel, or, with caution, only once nobody else can have', () => {
    const share = queued()
    const [first, second] = [share.bet('back', 3, 20), share.bet('back', 3.2, 2)]
    share.tell({ runners: { Home: { lay: [[3, 200]] } } })
    share.tell({ runners: { Home: { lay: [[3, 100]] } } })
    share.tell({ runners: { Home: { traded: [[3, 110]] } } })
    expect([share.seen(first), share.seen(second)]).toEqual([
      ['open', 5, 3],
      ['open', 0, null],
    ])
    const cautious = queued({ cancellations: 'behind' })
    const order = cautious.bet('back', 3, 20)
    cautious.tell({ runners: { Home: { lay: [[3, 200]] } } })
    cautious.tell({ runners: { Home: { lay: [[3, 60]] } } })
    cautious.tell({ runners: { Home: { traded: [[3, 110]] } } })
    expect(cautious.seen(order)).toEqual(['open', 0, null])
    cautious.tell({ runners: { Home: { traded: [[3, 130]] } } })
    expect(cautious.seen(order)).toEqual(['open', 5, 3])
  })

  it('shares a match with no other order of ours, and stands behind those that came before it', () => {
    const floor = queued()
    const [first, second] = [floor.bet('back', 3, 20), floor.bet('back', 3, 20)]
    floor.tell({ runners: { Home: { lay: [[3, 0]], traded: [[3, 200]] } } })
    floor.tell({ runners: { Home: { traded: [[3, 250]] } } })
    expect([floor.seen(first), floor.seen(second)]).toEqual([
      ['matched', 20, 3],
      ['open', 5, 3],
    ])
  })

  it('is matched before one that asks for more when a match is beyond both', () => {
    const floor = queued()
    const [far, near] = [floor.bet('back', 3.2, 20), floor.bet('back', 3, 20)]
    floor.tell({ runners: { Home: { lay: [[3, 0]], traded: [[3.25, 60]] } } })
    expect([floor.seen(near), floor.seen(far)]).toEqual([
      ['matched', 20, 3],
      ['open', 10, 3.2],
    ])
  })

  it('is not matched by trades at worse prices for who takes it', () => {
    const floor = queued()
    const [back, lay] = [floor.bet('back', 3, 20), floor.bet('lay', 2.9, 20)]
    floor.tell({ runners: { Home: { traded: [[2.94, 500]] } } })
    expect([floor.seen(back), floor.seen(lay)]).toEqual([
      ['open', 0, null],
      ['open', 0, null],
    ])
  })

  it('has nothing of a match that was made with what we had taken before', () => {
    const floor = queued()
    const order = floor.bet('back', 2.9, 80)
    expect(floor.seen(order)).toEqual(['open', 50, 2.9])
    // Whoever really met those 50 is heard of now.
    floor.tell({ runners: { Home: { back: [[2.9, 0]], traded: [[2.9, 100]] } } })
    expect(floor.seen(order)).toEqual(['open', 50, 2.9])
    floor.tell({ runners: { Home: { traded: [[2.9, 120]] } } })
    expect(floor.seen(order)).toEqual(['open', 60, 2.9])
  })

  it('learns from no image what was matched', () => {
    const floor = queued()
    const order = floor.bet('back', 3, 20)
    floor.book.begin(floor.now)
    floor.book.beginImage()
    floor.book.setState({
      status: 'open',
      inPlay: false,
      version: 1,
      betDelayMs: 0,
      winners: 1,
      startingPrice: 'offered',
    })
    floor.book.setTraded(0, 30_000, 1_000_00)
    floor.book.endImage()
    floor.book.end()
    floor.engine.observeBook(floor.book, floor.now)
    expect(floor.seen(order)).toEqual(['open', 0, null])
  })

  it('does not know how many are before it where its price is out of sight', () => {
    const floor = new Floor({}, { depth: 'display' })
    floor.tell({ runners: { Home: { lay: [[3, 10]] } } })
    const order = floor.bet('back', 3.2, 10)
    floor.tell({ runners: { Home: { traded: [[3.2, 400]] } } })
    expect(floor.seen(order)).toEqual(['open', 0, null])
    floor.tell({
      runners: {
        Home: {
          lay: [
            [3, 0],
            [3.2, 30],
          ],
        },
      },
    })
    floor.tell({ runners: { Home: { traded: [[3.2, 470]] } } })
    expect(floor.seen(order)).toEqual(['open', 5, 3.2])
  })
})
