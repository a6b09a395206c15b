import * as z from 'zod'

/** What the account has bought: a sport at one level of detail, for one month. */
export const purchaseSchema = z.looseObject({
  sport: z.string(),
  plan: z.string(),
  /** The first moment of the month, such as `2026-04-01T00:00:00`. */
  forDate: z.string(),
  purchaseItemId: z.union([z.number(), z.string()]).transform(String),
})

const countSchema = z.looseObject({ name: z.string(), count: z.number() })
const counts = z
  .array(countSchema)
  .nullish()
  .transform((list) => list ?? [])

export const collectionOptionsSchema = z
  .looseObject({ marketTypesCollection: counts, countriesCollection: counts, fileTypeCollection: counts })
  .transform(({ marketTypesCollection, countriesCollection, fileTypeCollection }) => ({
    marketTypes: marketTypesCollection,
    countries: countriesCollection,
    fileTypes: fileTypeCollection,
  }))

export const basketSizeSchema = z
  .looseObject({ totalSizeMB: z.number(), fileCount: z.number() })
  .transform(({ totalSizeMB, fileCount }) => ({ megabytes: totalSizeMB, files: fileCount }))

export const fileListSchema = z.array(z.string())

/** A sport at one level of detail, for one month, that the account has bought. */
export type Purchase = z.output<typeof purchaseSchema>
/** What there is of what was asked for, by kinds, with how many files each has. */
export type CollectionOptions = z.output<typeof collectionOptionsSchema>
/** How much there is of what was asked for. */
export type BasketSize = z.output<typeof basketSizeSchema>
