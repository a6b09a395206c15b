import { readFile, writeFile } from 'node:fs/promises'
import type { IncomingHttpHeaders } from 'node:http'
import * as z from 'zod'

const versionSchema = z.object({
  /** What the exchange calls it, where that says that every byte is the same. */
  etag: z.string().nullable(),
  lastModified: z.string().nullable(),
  /** How many bytes the whole file has. */
  total: z.number().nullable(),
})

/** Of which version of a file a part is. */
export type PartVersion = z.output<typeof versionSchema>

/** The version that a whole file, or what follows a part of it, is said to be of. */
export function versionOf(headers: IncomingHttpHeaders): PartVersion {
  const { etag, 'last-modified': lastModified, 'content-length': length, 'content-range': range } = headers
  const total = range === undefined ? length : /\/(\d+)$/.exec(range)?.[1]
  return {
    etag: etag?.startsWith('"') === true ? etag : null,
    lastModified: lastModified ?? null,
    total: total === undefined ? null : Number(total),
  }
}

/** What a request names so that bytes of another version are not sent for its rest; `null` where nothing tells versions apart. */
export function conditionOf({ etag, lastModified }: PartVersion): string | null {
  return etag ?? lastModified
}

/** Whether both may be of one file: an exchange may send the rest whatever the condition was. */
export function isOneVersion(one: PartVersion, other: PartVersion): boolean {
  const agree = <Value>(some: Value | null, others: Value | null) => some === null || others === null || some === others
  return agree(one.etag, other.etag) && agree(one.lastModified, other.lastModified) && agree(one.total, other.total)
}

/** What was kept of a part; `null` where nothing is known of it. */
export async function readVersion(path: string): Promise<PartVersion | null> {
  try {
    return versionSchema.parse(JSON.parse(await readFile(path, 'utf8')))
  } catch {
    // Torn or missing: the file is brought from its beginning.
    return null
  }
}

export async function keepVersion(path: string, version: PartVersion): Promise<void> {
  await writeFile(path, JSON.stringify(version), { mode: 0o600 })
}
