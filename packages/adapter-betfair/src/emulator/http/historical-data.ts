import { createHash } from 'node:crypto'
import * as z from 'zod'
import type { Sessions } from './sessions.ts'

/** A file of historical data that the accounts of an emulated venue have bought. */
export interface SoldFile {
  /** Such as `/data/xds/historic/BASIC/2026/Apr/1/31/1.23.bz2`. */
  readonly path: string
  readonly sport: string
  /** Such as `Basic Plan`. */
  readonly plan: string
  /** The day of its market, such as `2026-04-01`. */
  readonly day: string
  readonly marketType: string
  readonly country: string
  /** Of one market, or of all of an event. */
  readonly kind: 'M' | 'E'
  readonly bytes: Uint8Array
}

/** Who asks, when, and for what there is. */
interface HistoryContext {
  readonly sessions: Sessions
  readonly sold: readonly SoldFile[]
  readonly now: number
}

const querySchema = z.object({
  sport: z.string(),
  plan: z.string(),
  ...{ fromDay: z.number(), fromMonth: z.number(), fromYear: z.number() },
  ...{ toDay: z.number(), toMonth: z.number(), toYear: z.number() },
  marketTypesCollection: z.array(z.string()),
  countriesCollection: z.array(z.string()),
  fileTypeCollection: z.array(z.string()),
})

/** Answers of the interface for historical data; `null` for what is none of its paths. */
export async function answerHistory(
  request: Request,
  { sessions, sold, now }: HistoryContext,
): Promise<Response | null> {
  const { pathname, searchParams } = new URL(request.url)
  const operation = OPERATIONS.get(pathname)
  if (operation === undefined) return null
  if (sessions.account(request.headers.get('ssoid') ?? '', now) === null) return new Response(null, { status: 401 })
  if (operation === 'purchases') return Response.json(purchasesOf(sold))
  if (operation === 'download') return fileOf(request, sold, searchParams.get('filePath') ?? '')
  const query = querySchema.safeParse(await request.json().catch(() => null))
  if (!query.success) return new Response(null, { status: 400 })
  const meant = sold.filter((file) => isMeant(file, query.data))
  switch (operation) {
    case 'options':
      return Response.json({
        marketTypesCollection: countsOf(meant.map(({ marketType }) => marketType)),
        countriesCollection: countsOf(meant.map(({ country }) => country)),
        fileTypeCollection: countsOf(meant.map(({ kind }) => kind)),
      })
    case 'size': {
      const bytes = meant.reduce((sum, file) => sum + file.bytes.length, 0)
      return Response.json({ totalSizeMB: Math.ceil(bytes / 1_048_576), fileCount: meant.length })
    }
    case 'files':
      return Response.json(meant.map(({ path }) => path))
  }
}

const OPERATIONS = new Map<string, 'purchases' | 'options' | 'size' | 'files' | 'download'>([
  ['/api/GetMyData', 'purchases'],
  ['/api/GetCollectionOptions', 'options'],
  ['/api/GetAdvBasketDataSize', 'size'],
  ['/api/DownloadListOfFiles', 'files'],
  ['/api/DownloadFile', 'download'],
])

function isMeant(file: SoldFile, query: z.output<typeof querySchema>): boolean {
  const at = Date.parse(file.day)
  const from = Date.UTC(query.fromYear, query.fromMonth - 1, query.fromDay)
  const to = Date.UTC(query.toYear, query.toMonth - 1, query.toDay)
  const fits = (list: readonly string[], value: string) => list.length === 0 || list.includes(value)
  return (
    file.sport === query.sport &&
    file.plan === query.plan &&
    at >= from &&
    at <= to &&
    fits(query.marketTypesCollection, file.marketType) &&
    fits(query.countriesCollection, file.country) &&
    fits(query.fileTypeCollection, file.kind)
  )
}

/** One for each month of a sport and plan. */
function purchasesOf(sold: readonly SoldFile[]): readonly object[] {
  const bought = new Set(
    sold.map(({ sport, plan, day }) => JSON.stringify([sport, plan, `${day.slice(0, 7)}-01T00:00:00`])),
  )
  return [...bought].map((each, index) => {
    const [sport, plan, forDate]: string[] = JSON.parse(each)
    return { sport, plan, forDate, purchaseItemId: index + 1 }
  })
}

function countsOf(names: readonly string[]): readonly object[] {
  return [...new Set(names)].map((name) => ({ name, count: names.filter((each) => each === name).length }))
}

function fileOf(request: Request, sold: readonly SoldFile[], path: string): Response {
  const file = sold.find((each) => each.path === path)
  if (file === undefined) return new Response(null, { status: 404 })
  const etag = `"${createHash('sha256').update(file.bytes).digest('hex')}"`
  const type = { 'content-type': 'application/octet-stream', etag }
  const [, from] = /^bytes=(\d+)-$/.exec(request.headers.get('range') ?? '') ?? []
  if (from === undefined || (request.headers.get('if-range') ?? etag) !== etag)
    return new Response(Uint8Array.from(file.bytes), { headers: type })
  const { length } = file.bytes
  if (Number(from) >= length)
    return new Response(null, { status: 416, headers: { 'content-range': `bytes */${length}` } })
  return new Response(Uint8Array.from(file.bytes.subarray(Number(from))), {
    status: 206,
    headers: { ...type, 'content-range': `bytes ${from}-${length - 1}/${length}` },
  })
}
