import * as z from 'zod'
import type { BetDelayModel, MarketStatusWire, RunnerStatusWire } from './enums.ts'
import { double, finite, id, integer, loosely, maybe, moment, openEnum, text } from './values.ts'

/** So much money at a price. */
const priceSizeSchema = z.object({ price: finite, size: finite })

const offers = maybe(z.array(priceSizeSchema)).transform((list) => list ?? [])

const startingPricesSchema = z.object({
  nearPrice: loosely(double),
  farPrice: loosely(double),
  backStakeTaken: offers,
  layLiabilityTaken: offers,
  actualSP: loosely(double),
})

const exchangePricesSchema = z.object({
  availableToBack: offers,
  availableToLay: offers,
  tradedVolume: offers,
})

const runnerSchema = z.object({
  selectionId: integer,
  handicap: maybe(finite),
  status: openEnum<RunnerStatusWire>(),
  adjustmentFactor: loosely(double),
  lastPriceTraded: loosely(double),
  totalMatched: loosely(double),
  removalDate: loosely(moment),
  sp: loosely(startingPricesSchema),
  ex: maybe(exchangePricesSchema),
})

/** A market as listMarketBook tells of it. */
export const marketBookSchema = z.object({
  marketId: id,
  isMarketDataDelayed: z.boolean(),
  status: openEnum<MarketStatusWire>(),
  /** In seconds. */
  betDelay: maybe(z.number().min(0).max(3_600)),
  bspReconciled: maybe(z.boolean()),
  complete: loosely(z.boolean()),
  inplay: maybe(z.boolean()),
  numberOfWinners: loosely(integer),
  numberOfRunners: loosely(integer),
  numberOfActiveRunners: loosely(integer),
  lastMatchTime: loosely(moment),
  totalMatched: loosely(double),
  totalAvailable: loosely(double),
  crossMatching: loosely(z.boolean()),
  runnersVoidable: loosely(z.boolean()),
  version: maybe(integer),
  runners: maybe(z.array(runnerSchema)).transform((list) => list ?? []),
  keyLineDescription: loosely(
    z.object({ keyLine: z.array(z.object({ selectionId: integer, handicap: maybe(finite) })) }),
  ),
  betDelayModels: loosely(z.array(openEnum<BetDelayModel>())),
  suspendReason: loosely(text),
})

export type PriceSize = z.output<typeof priceSizeSchema>
export type RunnerWire = z.output<typeof runnerSchema>
export type MarketBook = z.output<typeof marketBookSchema>
