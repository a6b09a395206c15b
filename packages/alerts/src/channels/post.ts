import { NotDeliveredError } from '../errors/not-delivered-error.ts'

/** What was answered. */
export interface PostAnswer {
  readonly status: number
  readonly headers: Headers
  /** At most the first 64 kB of a refusal; of what was taken, nothing is read. */
  readonly body: string
}

const MOST_BYTES = 65_536

/**
 * Posts once, follows no redirection, and shows nothing of the address, in which tokens are.
 *
 * @throws NotDeliveredError `NOT_DELIVERED` when nothing was answered; `signal.reason` when aborted.
 */
export async function post(
  url: string,
  headers: Readonly<Record<string, string>>,
  body: string,
  signal: AbortSignal,
): Promise<PostAnswer> {
  try {
    const answer = await fetch(url, { method: 'POST', headers, body, signal, redirect: 'manual' })
    // What was taken is taken, however long the rest of the answer is under way.
    if (answer.ok) void answer.body?.cancel().catch(() => undefined)
    return { status: answer.status, headers: answer.headers, body: answer.ok ? '' : await firstOf(answer) }
  } catch (error) {
    if (signal.aborted) throw signal.reason
    throw new NotDeliveredError(`The connection failed (${codeOf(error)}).`)
  }
}

async function firstOf({ body }: Response): Promise<string> {
  const chunks: Uint8Array[] = []
  let size = 0
  for await (const chunk of body ?? []) {
    chunks.push(chunk)
    size += chunk.length
    if (size >= MOST_BYTES) break
  }
  return Buffer.concat(chunks).subarray(0, MOST_BYTES).toString('utf8')
}

/** The code of a fault alone: its message may hold the address. */
function codeOf(error: unknown): string {
  const fault = error instanceof Error ? (error.cause ?? error) : error
  const code = typeof fault === 'object' && fault !== null && 'code' in fault ? fault.code : undefined
  return typeof code === 'string' && /^[A-Z0-9_]{1,60}$/.test(code) ? code : 'no code'
}

/** How long a `Retry-After` asks to wait, in milliseconds; `null` where it says nothing that can be read. */
export function retryAfterMs(header: string | null, now: number): number | null {
  if (header === null) return null
  const milliseconds = /^\d{1,9}$/.test(header.trim()) ? Number(header) * 1000 : Date.parse(header) - now
  return Number.isFinite(milliseconds) ? Math.max(0, milliseconds) : null
}
