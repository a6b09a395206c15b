/** A backer's order, one unit at a time. */
export interface SlowOrder {
  readonly id: number
  readonly price: number
  open: number
  /** Units matched, by price. */
  readonly had: Map<number, number>
  ahead: number
}

/** What a change brings: what can be backed and laid by price, and units matched by price. */
export interface SlowChange {
  readonly back: ReadonlyMap<number, number>
  readonly lay: ReadonlyMap<number, number>
  readonly trades: ReadonlyMap<number, number>
}

/** A second way to match backers, unit by unit, which shares nothing with the first; others always cancel behind us. */
export class SlowFloor {
  readonly orders: SlowOrder[] = []
  #back: ReadonlyMap<number, number> = new Map()
  #lay: ReadonlyMap<number, number> = new Map()
  /** Units of an offer that are gone, and of these the ones that nobody has heard of. */
  readonly #gone = new Map<number, number>()
  readonly #unheard = new Map<number, number>()

  place(id: number, price: number, units: number): void {
    const order: SlowOrder = { id, price, open: units, had: new Map(), ahead: 0 }
    this.#takeOffers(order, (offered) => offered)
    order.ahead = this.#lay.get(price) ?? 0
    this.orders.push(order)
  }

  cancel(id: number): void {
    for (const order of this.orders) if (order.id === id) order.open = 0
  }

  change({ back, lay, trades }: SlowChange): void {
    const units = new Map<number, boolean[]>()
    for (const [price, size] of trades) {
      const free: boolean[] = []
      for (let unit = 0; unit < size; unit += 1) {
        const unheard = this.#unheard.get(price) ?? 0
        if (unheard > 0) this.#unheard.set(price, unheard - 1)
        else free.push(true)
      }
      units.set(price, free)
    }
    const inTurn = this.orders.toSorted((a, b) => a.price - b.price || a.id - b.id)
    const upwards = [...units].sort(([a], [b]) => a - b)
    for (const order of inTurn) {
      for (const [price, free] of upwards) if (price === order.price) pass(order, free)
      order.ahead = Math.min(order.ahead, lay.get(order.price) ?? 0)
      for (const [price, free] of upwards) if (price > order.price) pass(order, free)
    }
    this.#back = back
    this.#lay = lay
    for (const [price, gone] of this.#gone) this.#gone.set(price, Math.min(gone, back.get(price) ?? 0))
    for (const [price, unheard] of this.#unheard) {
      this.#unheard.set(price, Math.min(unheard, this.#gone.get(price) ?? 0))
    }
    for (const order of inTurn) this.#takeOffers(order, () => order.price)
  }

  #takeOffers(order: SlowOrder, at: (offered: number) => number): void {
    for (const [price, size] of [...this.#back].sort(([a], [b]) => b - a)) {
      while (price >= order.price && order.open > 0 && size > (this.#gone.get(price) ?? 0)) {
        this.#gone.set(price, (this.#gone.get(price) ?? 0) + 1)
        this.#unheard.set(price, (this.#unheard.get(price) ?? 0) + 1)
        hand(order, at(price))
      }
    }
  }
}

/** Shows an order one unit after the other of what was matched. */
function pass(order: SlowOrder, free: boolean[]): void {
  for (const [unit, isFree] of free.entries()) {
    if (!isFree) continue
    if (order.ahead > 0) order.ahead -= 1
    else if (order.open > 0) {
      free[unit] = false
      hand(order, order.price)
    }
  }
}

function hand(order: SlowOrder, price: number): void {
  order.open -= 1
  order.had.set(price, (order.had.get(price) ?? 0) + 1)
}
