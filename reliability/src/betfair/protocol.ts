import type { BetfairHosts } from '@betting-advisor/adapter-betfair'

/** Where the emulated exchange is reached. */
export interface BetfairAddress {
  readonly hosts: BetfairHosts
  /** Who vouches for it, PEM. */
  readonly authority: string
}

/** Who bets there. */
export const BOT = { username: 'bot', password: 'secret', appKey: 'live-key' } as const
