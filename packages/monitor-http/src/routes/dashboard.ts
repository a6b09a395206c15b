import { type DashboardFile, dashboardFile } from '../dashboard-files.ts'
import type { Answer } from '../http/answer.ts'
import type { Asked } from '../http/asked.ts'
import { accepts, ENCODINGS } from '../http/compression.ts'
import { notFound } from '../http/problem.ts'
import type { Routes } from '../http/routes.ts'

/** The page and its files. They hold no data, so they need no token: the page asks for it. */
export const dashboardRoutes: Routes = {
  '/': (asked) => respond(asked, 'index.html'),
  '/assets/*': respond,
}

async function respond(asked: Asked, name: string): Promise<Answer> {
  const file = await dashboardFile(name)
  if (file === null) throw notFound(asked.path)
  const { hash, type, content } = file
  const encoding = await bestEncoding(asked, file)
  const etag = encoding === null ? `"${hash}"` : `"${hash}-${encoding.name}"`
  // A browser keeps the file and asks each time whether it is still the one.
  // A browser takes over the headers of "not modified", so the type is told with it: what protects a page goes by that.
  const headers = { 'content-type': type, etag, vary: 'accept-encoding', 'cache-control': 'no-cache' }
  if (isKnown(asked.header('if-none-match'), etag)) return { status: 304, headers, body: null }
  return encoding === null
    ? { status: 200, headers, body: content }
    : { status: 200, headers: { ...headers, 'content-encoding': encoding.name }, body: encoding.bytes }
}

async function bestEncoding(asked: Asked, file: DashboardFile) {
  const header = asked.header('accept-encoding')
  const name = ENCODINGS.find((encoding) => accepts(header, encoding))
  return name === undefined ? null : { name, bytes: await file.packed(name) }
}

/** Whether an `If-None-Match` header names `etag`. */
function isKnown(header: string | null, etag: string): boolean {
  return (header ?? '').split(',').some((known) => {
    const named = known.trim().replace(/^W\//, '')
    return named === etag || named === '*'
  })
}
