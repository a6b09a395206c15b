import type { RunContext } from '../run-context.ts'

/** Who hears what is wrong with the ledger. */
export interface AuditListener {
  /** The ledger does not add up: nothing may be placed until a person has looked. */
  readonly broken: (reason: string) => void
}

/** Checks the ledger of an account, and calls people when it does not add up. */
export interface LedgerAudit {
  /** Whether they did not add up when they were checked last. */
  readonly isBroken: boolean
  /** What is wrong with them, for people; `null` when they add up. */
  check(): Promise<string | null>
}

/** A ledger that has not been checked yet. */
export function createLedgerAudit(
  { account, store, logger, keep, tell }: Pick<RunContext, 'account' | 'store' | 'logger' | 'keep' | 'tell'>,
  { broken }: AuditListener,
): LedgerAudit {
  let isBroken = false
  let checking: Promise<string | null> | null = null

  return {
    get isBroken() {
      return isBroken
    },
    check() {
      // Each venue is compared by itself, and all of them with one ledger.
      checking ??= check().finally(() => {
        checking = null
      })
      return checking
    },
  }

  async function check(): Promise<string | null> {
    const faults = await keep(() => store.verify(account))
    const wasBroken = isBroken
    isBroken = faults.length > 0
    if (!isBroken) {
      if (wasBroken) tell({ type: 'alert-resolved', code: 'LEDGER_BROKEN', key: 'ledger' })
      return null
    }
    const message = `the ledger does not add up: ${faults.map(({ check, detail }) => `${check}, ${detail}`).join('; ')}`
    if (!wasBroken) {
      logger.error({ event: 'ledger.broken', faults }, message)
      tell({ type: 'alert', code: 'LEDGER_BROKEN', key: 'ledger', message })
      broken(message)
    }
    return message
  }
}
