import type { AccountBook } from '../exchange/account-book.ts'
import { cancelAll } from '../exchange/change-orders.ts'
import type { Exchange } from '../exchange/exchange.ts'
import { ApiFault } from './api-fault.ts'
import { must, type Params } from './params.ts'

const LEAST = 10
const MOST = 300

/** The dead man's switches of accounts. */
export interface HeartbeatSwitches {
  beat(account: AccountBook, params: Params): object
}

/** None is set. */
export function createHeartbeats(exchange: Exchange): HeartbeatSwitches {
  const switches = new Map<AccountBook, { readonly number: number; performed: string }>()
  let count = 0
  return {
    beat(account, params) {
      const asked = must(params.number('preferredTimeoutSeconds'))
      if (asked < 0) throw new ApiFault('INVALID_INPUT_DATA')
      const actionPerformed = switches.get(account)?.performed ?? 'NONE'
      if (asked === 0) {
        switches.delete(account)
        return { actionPerformed, actualTimeoutSeconds: 0 }
      }
      const seconds = Math.min(MOST, Math.max(LEAST, Math.round(asked)))
      count += 1
      const number = count
      const set = { number, performed: 'NONE' }
      switches.set(account, set)
      exchange.later(exchange.now + seconds * 1_000, () => {
        if (switches.get(account) !== set) return
        cancelAll(exchange, account)
        set.performed = 'ALL_BETS_CANCELLED'
      })
      return { actionPerformed, actualTimeoutSeconds: seconds }
    },
  }
}
