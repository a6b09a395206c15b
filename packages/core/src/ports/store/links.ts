import type { MarketLink } from '../../market/market-link.ts'
import type { AccountKey } from '../../units/ids.ts'
import type { Timestamp } from '../../units/timestamp.ts'
import type { ByHand } from './audit.ts'

/** Which markets are one bet. */
export interface LinkReader {
  /** By id. */
  links(account: AccountKey): Promise<readonly MarketLink[]>
}

/** Where it is kept which markets are one bet. */
export interface LinkStore extends LinkReader {
  /**
   * Keeps a link, in place of the one with its id.
   *
   * @param by - Who links by hand; then an audit entry is kept with it.
   * @throws InvalidValueError `INVALID_VALUE` unless it has two markets at least, none of them twice, with as many selections each;
   * StoreError `LINK_CONFLICT` when one of its markets is in another link with the same selection, or under
   * another event.
   */
  setLink(link: MarketLink, at: Timestamp, by?: ByHand): Promise<void>
  /** @returns Whether there was such a link. */
  removeLink(account: AccountKey, id: string, at: Timestamp, by?: ByHand): Promise<boolean>
}
