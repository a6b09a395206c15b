/**
 * What one order takes of one offer after the other, where they may be in another currency than the order: all together it never has more
 * than they are worth, however each is rounded.
 */
export class Taking {
  /** How much of the last offer is gone, in minor units of the book. */
  gone = 0
  readonly #worth: number
  /** What the offers before had, in minor units of the book, and what was taken of them, in those of the order. */
  #offered = 0
  #taken = 0

  /** @param worth - How many minor units of the order one of the book is worth. */
  constructor(worth: number) {
    this.#worth = worth
  }

  /** Takes no more than so much of an offer; gives how much that is, in minor units of the order. */
  take(offer: number, most: number): number {
    const all = Math.floor((this.#offered + offer) * this.#worth) - this.#taken
    const size = Math.min(most, all)
    if (size <= 0) {
      this.gone = 0
      return 0
    }
    const needed = Math.ceil((this.#taken + size) / this.#worth) - this.#offered
    this.gone = size === all ? offer : Math.min(offer, Math.max(0, needed))
    this.#offered += this.gone
    this.#taken += size
    return size
  }
}
