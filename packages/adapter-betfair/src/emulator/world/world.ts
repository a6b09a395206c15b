import type { MarketChange } from '../../stream/wire.ts'

/** What half a win, half a loss or neither comes to: as a fraction of a whole win or of the stake. */
export type LineShare = 0.5 | 0 | -0.5

/** Something that happens in the markets of a world, as a stream of all there is would tell it. */
export interface WorldChange {
  /** In epoch milliseconds. */
  readonly at: number
  /**
   * In full depth. Definitions may carry names, as those of historical files do: they go to catalogues, never to a stream.
   */
  readonly markets: readonly MarketChange[]
  /** Runners of an Asian line that have neither won nor lost whole, as `selection/handicap`; by market, when it closes. */
  readonly shares?: ReadonlyMap<string, ReadonlyMap<string, LineShare>>
}

/** The markets that an emulator is about, and what others do there. */
export interface BetfairWorld {
  /**
   * All that happens, in order, without end or until there is no more: first, however long ago it was, what it takes to know the markets
   * that live at that moment.
   *
   * @param from - Epoch milliseconds; the same moment gives the same changes.
   */
  changes(from: number): Generator<WorldChange, void>
}
