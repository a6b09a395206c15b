import type { Clock, Logger } from '@betting-advisor/core'
import { type GroupedSettings, kinds, optionalVariable, settingsGroup } from '@betting-advisor/core/config'
import type { AlertChannel } from './channel.ts'
import { isWebAddress, WEB_ADDRESS } from './channels/address.ts'
import { createEmailChannel, isMailAddress, isMailServer } from './channels/email.ts'
import { createLogChannel } from './channels/log.ts'
import { createTelegramChannel, isBotToken, isChatId } from './channels/telegram.ts'
import { createWebhookChannel } from './channels/webhook.ts'

/**
 * What a program reads from the environment for its alerts: `TELEGRAM_…`, `ALERT_WEBHOOK_…`, `ALERT_EMAIL_…` and `ALERT_PING_URL`.
 *
 * @example
 * ```ts
 * const settings = await settingsFromEnv({ alerts: alertVariables })
 * const channels = alertChannels(settings.alerts, { clock: createSystemClock(), logger: silentLogger })
 * channels.map(({ name }) => name) // ['log']
 * ```
 */
export const alertVariables = settingsGroup(
  'Alerts',
  {
    telegramToken: optionalVariable(
      'TELEGRAM_BOT_TOKEN',
      kinds.secret('the token of a bot, 123456:ABC-DEF', isBotToken),
      'The bot that sends alerts to Telegram.',
    ),
    telegramChat: optionalVariable(
      'TELEGRAM_CHAT_ID',
      kinds.text('the number of a chat, or the @name of a channel', isChatId),
      'The chat that it writes to.',
    ),
    webhookUrl: optionalVariable(
      'ALERT_WEBHOOK_URL',
      kinds.secret(WEB_ADDRESS, isWebAddress),
      'Where alerts are posted to as JSON.',
    ),
    webhookSecret: optionalVariable(
      'ALERT_WEBHOOK_SECRET',
      kinds.secret('16 to 512 characters', (secret) => secret.length >= 16 && secret.length <= 512),
      'What each of these posts is signed with.',
    ),
    emailServer: optionalVariable(
      'ALERT_EMAIL_SERVER',
      kinds.secret('smtps://user:password@host:465, or smtp:// for STARTTLS', isMailServer),
      'The server that mails alerts.',
    ),
    emailFrom: optionalVariable('ALERT_EMAIL_FROM', kinds.text('a mail address', isMailAddress), 'From whom.'),
    emailTo: optionalVariable('ALERT_EMAIL_TO', kinds.text('a mail address', isMailAddress), 'To whom.'),
    pingUrl: optionalVariable(
      'ALERT_PING_URL',
      kinds.secret(WEB_ADDRESS, isWebAddress),
      'Where a service hears each minute that all is well, and calls people when it does not.',
    ),
  },
  [
    {
      reads: ['telegramChat', 'telegramToken'],
      problem: ({ telegramChat, telegramToken }) =>
        (telegramChat === null) === (telegramToken === null) ? null : 'needs TELEGRAM_BOT_TOKEN, and that needs it',
    },
    {
      reads: ['webhookSecret', 'webhookUrl'],
      problem: ({ webhookSecret, webhookUrl }) =>
        (webhookSecret === null) === (webhookUrl === null) ? null : 'needs ALERT_WEBHOOK_URL, and that needs it',
    },
    {
      reads: ['emailServer', 'emailFrom', 'emailTo'],
      problem({ emailServer, emailFrom, emailTo }) {
        const set = [emailServer, emailFrom, emailTo].filter((value) => value !== null).length
        return set === 0 || set === 3 ? null : 'needs ALERT_EMAIL_FROM and ALERT_EMAIL_TO, and they need it'
      },
    },
  ],
)

/** What {@link alertChannels} makes channels of. */
export type AlertChannelSettings = GroupedSettings<{ readonly alerts: typeof alertVariables }>['alerts']

/** The log, and every channel that is configured. */
export function alertChannels(
  settings: AlertChannelSettings,
  { clock, logger }: { readonly clock: Clock; readonly logger: Logger },
): readonly AlertChannel[] {
  const { telegramToken, telegramChat, webhookUrl, webhookSecret, emailServer, emailFrom, emailTo } = settings
  const channels = [createLogChannel(logger)]
  if (telegramToken !== null && telegramChat !== null) {
    channels.push(createTelegramChannel({ token: telegramToken, chatId: telegramChat }))
  }
  if (webhookUrl !== null && webhookSecret !== null) {
    channels.push(createWebhookChannel({ url: webhookUrl, secret: webhookSecret, clock }))
  }
  if (emailServer !== null && emailFrom !== null && emailTo !== null) {
    channels.push(createEmailChannel({ url: emailServer, from: emailFrom, to: emailTo }))
  }
  return channels
}
