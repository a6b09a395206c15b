import { FetchInterceptor } from '@mswjs/interceptors/fetch'
import { HttpRequestInterceptor } from '@mswjs/interceptors/http'
import type { RequestHandler } from 'msw'
import { defineNetwork, InterceptorSource } from 'msw/experimental'

/** A network that also sees what undici sends through its own agents; msw's `setupServer` does not. */
export function fakeNetwork(...handlers: RequestHandler[]) {
  return defineNetwork({
    sources: [new InterceptorSource({ interceptors: [new HttpRequestInterceptor(), new FetchInterceptor()] })],
    handlers,
    onUnhandledFrame: 'error',
    context: { quiet: true },
  })
}
