import type { Currency, Logger } from '@betting-advisor/core'
import type { BetfairClient } from '../api/client.ts'
import { betfairError } from '../errors.ts'
import { appKeyKind } from './app-key.ts'

/** What credentials are held against. */
interface AccessContext {
  readonly client: BetfairClient
  readonly currency: Currency
  readonly logger: Logger
}

/**
 * Holds the credentials against the account, without placing anything.
 *
 * @throws ApiError `CURRENCY_UNKNOWN`, `CURRENCY_DIFFERS`, `DELAYED_KEY`, `INACTIVE_KEY`, or why the exchange can't be asked.
 */
export async function checkAccess({ client, currency, logger }: AccessContext, signal: AbortSignal): Promise<void> {
  const [{ currencyCode }, kind] = await Promise.all([client.getAccountDetails(signal), appKeyKind(client, signal)])
  if (currencyCode === null) {
    throw betfairError({
      code: 'CURRENCY_UNKNOWN',
      message: 'The exchange does not say in which currency the account is kept.',
      isRetryable: true,
      remedy: 'Ask again: another service of the exchange stands behind it, which may be away.',
    })
  }
  if (currencyCode !== currency.code) {
    throw betfairError({
      code: 'CURRENCY_DIFFERS',
      message: `The account is kept in ${currencyCode}, and orders would be in ${currency.code}.`,
      remedy: `Set CURRENCY to ${currencyCode}.`,
    })
  }
  if (kind === 'delayed' || kind === 'inactive') {
    throw betfairError({
      code: kind === 'delayed' ? 'DELAYED_KEY' : 'INACTIVE_KEY',
      message:
        kind === 'delayed'
          ? 'The application key is a delayed one: its prices are up to three minutes old, and its bets are real all the same.'
          : 'The application key is not active.',
      remedy:
        'Use the live key of the account, activated by the exchange. Betting on paper needs a live key too, or none: the emulator takes any.',
    })
  }
  if (kind === 'unknown') logger.warn({}, 'The exchange does not list the application key among those of the account.')
}
