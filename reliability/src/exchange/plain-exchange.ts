import type { IncomingMessage, RequestListener } from 'node:http'
import { type Timestamp, timestamp } from '@betting-advisor/core'
import type { Exchange } from '@betting-advisor/core/simulation'
import type { OrderRef } from '@betting-advisor/core/venue'
import { cancelledBody, listOf, placedBody, replacedBody, textOf } from './bodies.ts'
import type { OrderRequest, ReplaceRequest } from './protocol.ts'

/** An exchange behind HTTP in the same process: what it does not answer stays without an answer. */
export function plainExchange(exchange: Exchange, now: () => Timestamp): RequestListener {
  return (incoming, out) => {
    answered(incoming).then(
      (answer) => {
        if (answer !== null) out.end(JSON.stringify(answer))
      },
      () => out.destroy(),
    )
  }

  async function answered(incoming: IncomingMessage): Promise<unknown> {
    const { pathname, searchParams } = new URL(incoming.url ?? '/', 'http://exchange')
    switch (pathname) {
      case '/place': {
        const { order }: OrderRequest = JSON.parse(await textOf(incoming))
        const { answer } = exchange.place(order, now())
        return answer === null ? null : placedBody(answer)
      }
      case '/replace': {
        const { order, replaced }: ReplaceRequest = JSON.parse(await textOf(incoming))
        const { answer } = exchange.replace(replaced, order, now())
        return answer === null ? null : replacedBody(answer)
      }
      case '/cancel': {
        const { ref }: { ref: OrderRef } = JSON.parse(await textOf(incoming))
        const { answer } = exchange.cancel(ref, now())
        return answer === null ? null : cancelledBody(answer)
      }
      case '/lookup':
        return exchange.lookup(listOf<OrderRef>(searchParams.get('refs')), now()).answer
      case '/list':
        return exchange.list(timestamp(Number(searchParams.get('since'))), now()).answer
      default:
        return { news: [], next: 0 }
    }
  }
}
