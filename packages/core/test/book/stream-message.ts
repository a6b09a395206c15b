/** A message of the exchange's market stream, as far as a book needs it. */
export interface StreamMessage {
  readonly op?: string
  readonly ct?: 'SUB_IMAGE' | 'RESUB_DELTA' | 'HEARTBEAT' | null
  readonly segmentType?: 'SEG_START' | 'SEG' | 'SEG_END' | null
  readonly pt?: number
  readonly status?: number | null
  readonly conflateMs?: number
  readonly mc?: readonly MarketChange[] | null
}

export interface MarketChange {
  readonly id: string
  readonly img?: boolean
  readonly tv?: number
  readonly marketDefinition?: MarketDefinition
  readonly rc?: readonly RunnerChange[] | null
}

export interface MarketDefinition {
  readonly status?: string
  readonly inPlay?: boolean
  readonly version?: number
  readonly betDelay?: number
  readonly numberOfWinners?: number
  readonly bspMarket?: boolean
  readonly bspReconciled?: boolean
  readonly runners: readonly RunnerDefinition[]
}

export interface RunnerDefinition {
  readonly id: number | string
  readonly hc?: number
  readonly status?: string
  readonly adjustmentFactor?: number
  readonly bsp?: number | string | null
}

/** [price, size] */
export type ByPrice = readonly (readonly [number, number])[]
/** [level, price, size] */
export type ByLevel = readonly (readonly [number, number, number])[]

export interface RunnerChange {
  readonly id: number | string
  readonly hc?: number
  readonly atb?: ByPrice
  readonly atl?: ByPrice
  readonly batb?: ByLevel
  readonly batl?: ByLevel
  readonly bdatb?: ByLevel
  readonly bdatl?: ByLevel
  readonly trd?: ByPrice
  readonly spb?: ByPrice
  readonly spl?: ByPrice
  readonly tv?: number
  readonly ltp?: number
  readonly spn?: number | string
  readonly spf?: number | string
}

/** A runner is told by its number and, in handicap markets, by its handicap. */
export function runnerName({ id, hc = 0 }: { readonly id: number | string; readonly hc?: number }): string {
  return hc === 0 ? String(id) : `${id}@${hc}`
}
