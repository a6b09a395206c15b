import type { AskedBet, AskedLimit } from '../exchange/asked-bet.ts'
import type { AskedCancel } from '../exchange/change-orders.ts'
import type { BetPersistence } from '../exchange/emulated-bet.ts'
import type { AskedPlacing } from '../exchange/place-orders.ts'
import { ApiFault } from './api-fault.ts'
import { must, type Params } from './params.ts'

const PERSISTENCE = ['LAPSE', 'PERSIST', 'MARKET_ON_CLOSE'] as const
const REFERENCE_LENGTH = 32

export function placingOf(params: Params): AskedPlacing {
  return {
    marketId: must(params.text('marketId')),
    bets: must(params.objects('instructions')).map(betOf),
    customerRef: referenceOf(params),
    strategyRef: params.text('customerStrategyRef'),
    version: params.object('marketVersion')?.number('version') ?? null,
    async: params.flag('async') ?? false,
  }
}

/** A reference that the venue takes, or none. */
export function referenceOf(params: Params): string | null {
  const ref = params.text('customerRef')
  if (ref !== null && ref.length > REFERENCE_LENGTH) throw new ApiFault('INVALID_INPUT_DATA', 'customerRef is too long')
  return ref === '' ? null : ref
}

function betOf(params: Params): AskedBet {
  const limit = params.object('limitOrder')
  const limitOnClose = params.object('limitOnCloseOrder')
  const onClose = params.object('marketOnCloseOrder')
  return {
    selectionId: must(params.number('selectionId')),
    handicap: params.number('handicap') ?? 0,
    side: must(params.word('side', ['BACK', 'LAY'])),
    type: must(params.word('orderType', ['LIMIT', 'LIMIT_ON_CLOSE', 'MARKET_ON_CLOSE'])),
    orderRef: params.text('customerOrderRef'),
    limit: limit === null ? null : limitOf(limit),
    liability: limitOnClose?.number('liability') ?? onClose?.number('liability') ?? null,
    closePrice: limitOnClose === null ? null : must(limitOnClose.number('price')),
  }
}

function limitOf(params: Params): AskedLimit {
  const type = params.word('betTargetType', ['PAYOUT', 'BACKERS_PROFIT'])
  return {
    price: must(params.number('price')),
    size: params.number('size'),
    persistence: params.word('persistenceType', PERSISTENCE),
    timeInForce: params.text('timeInForce'),
    minFill: params.number('minFillSize'),
    target: type === null ? null : { type, size: must(params.number('betTargetSize')) },
  }
}

export function cancelsOf(params: Params): readonly AskedCancel[] | null {
  return (
    params.objects('instructions')?.map((each) => ({
      betId: must(each.text('betId')),
      sizeReduction: each.number('sizeReduction'),
    })) ?? null
  )
}

export function replacesOf(params: Params): readonly { readonly betId: string; readonly newPrice: number }[] {
  return must(params.objects('instructions')).map((each) => ({
    betId: must(each.text('betId')),
    newPrice: must(each.number('newPrice')),
  }))
}

export function updatesOf(params: Params): readonly { readonly betId: string; readonly persistence: BetPersistence }[] {
  return must(params.objects('instructions')).map((each) => ({
    betId: must(each.text('betId')),
    persistence: must(each.word('newPersistenceType', PERSISTENCE)),
  }))
}
