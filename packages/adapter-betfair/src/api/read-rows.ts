import { createLeftOut, type LeftOut } from '@betting-advisor/adapter-kit'
import type * as z from 'zod'

/** Rows that could be read, and what could not. */
export interface Rows<Row> {
  readonly rows: readonly Row[]
  readonly leftOut: LeftOut
}

/** Reads rows one by one, so that one that cannot be read costs no other. */
export function readRows<Row>(items: readonly unknown[], schema: z.ZodType<Row>, where = ''): Rows<Row> {
  const leftOut = createLeftOut()
  const rows: Row[] = []
  items.forEach((item, index) => {
    const { data, error } = schema.safeParse(item)
    if (error === undefined) {
      rows.push(data)
      return
    }
    const [issue] = error.issues
    leftOut.add([`${where}[${index}]`, ...(issue?.path.map(String) ?? [])].join('.'), issue?.message ?? 'unreadable')
  })
  return { rows, leftOut }
}
