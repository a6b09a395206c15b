import { promisify } from 'node:util'
import { constants, gzip } from 'node:zlib'
import type { Answer } from './answer.ts'
import type { Asked } from './asked.ts'

/** Ways to write fewer bytes, the best first. */
export const ENCODINGS = ['br', 'gzip'] as const
export type Encoding = (typeof ENCODINGS)[number]

/** Shorter bodies fit one packet as they are. */
const WORTH_BYTES = 1_024
const compress = promisify(gzip)

/** Whether an `Accept-Encoding` header allows `encoding`. */
export function accepts(header: string | null, encoding: Encoding): boolean {
  if (header === null) return false
  const offers = header.split(',').map((offer) =>
    offer
      .trim()
      .toLowerCase()
      .split(/\s*;\s*/),
  )
  const offer = offers.find(([name]) => name === encoding) ?? offers.find(([name]) => name === '*')
  return offer !== undefined && !offer.some((parameter) => /^q=0(\.0*)?$/.test(parameter))
}

/** A written answer, packed by gzip where its reader takes that and it is worth it. */
export async function packed(asked: Asked, answer: Answer): Promise<Answer> {
  const { body, headers } = answer
  if (typeof body !== 'string' || body.length < WORTH_BYTES) return answer
  const varying = { ...headers, vary: 'accept-encoding' }
  if (!accepts(asked.header('accept-encoding'), 'gzip')) return { ...answer, headers: varying }
  const bytes = new Uint8Array(await compress(body, { level: constants.Z_BEST_SPEED }))
  return { ...answer, headers: { ...varying, 'content-encoding': 'gzip' }, body: bytes }
}
