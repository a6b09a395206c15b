import type { Answering } from '../answering.ts'
import type { Asked } from './asked.ts'

/** Lets anyone who speaks the fetch API ask `answering`. */
export function fetchEdge(answering: Answering): (request: Request) => Promise<Response> {
  return async (request) => {
    const { headers, method, signal } = request
    const { pathname: path, search, host } = new URL(request.url)
    const asked: Asked = {
      method,
      path,
      search: search.slice(1),
      host: headers.get('host') ?? host,
      header: (name) => headers.get(name),
      isGone: () => signal.aborted,
      signal,
    }
    const { status, headers: flat, body } = await answering(asked)
    const sent = new Headers()
    for (let index = 0; index + 1 < flat.length; index += 2) sent.append(flat[index] ?? '', flat[index + 1] ?? '')
    if (method !== 'HEAD') return new Response(body, { status, headers: sent })
    if (body instanceof ReadableStream) await body.cancel()
    return new Response(null, { status, headers: sent })
  }
}
