import type { MarketLink } from '../market/market-link.ts'
import { checkLink, linkedEvent } from '../store-rules/links.ts'
import type { EventId, MarketId } from '../units/ids.ts'

/** Which markets of an account are one bet. */
export class MemoryLinks {
  readonly #links = new Map<string, MarketLink>()

  set(link: MarketLink): void {
    checkLink(link, this.#links.values())
    this.#links.set(link.id, link)
  }

  remove(id: string): boolean {
    return this.#links.delete(id)
  }

  has(id: string): boolean {
    return this.#links.has(id)
  }

  all(): readonly MarketLink[] {
    return [...this.#links.values()].toSorted((a, b) => (a.id < b.id ? -1 : 1))
  }

  eventOf(market: MarketId): EventId | undefined {
    return linkedEvent(this.#links.values(), market)
  }
}
