/**
 * Delivery of alerts out of the durable outbox: log, webhook, Telegram and e-mail.
 *
 * @module @betting-advisor/alerts
 */
export type { AlertChannelStatus, AlertsSettings } from './alerts-settings.ts'
export type { AlertChannel } from './channel.ts'
export { createEmailChannel, type EmailSettings } from './channels/email.ts'
export { createLogChannel } from './channels/log.ts'
export { createTelegramChannel, type TelegramSettings } from './channels/telegram.ts'
export { createWebhookChannel, type WebhookSettings, webhookSignature } from './channels/webhook.ts'
export { type Alerts, createAlerts } from './create-alerts.ts'
export { type NotDelivered, NotDeliveredError } from './errors/not-delivered-error.ts'
export { createHeartbeat, type Heartbeat, type HeartbeatSettings } from './heartbeat.ts'
export type { AlertMessage, MessageKind } from './message.ts'
export { type AlertChannelSettings, alertChannels, alertVariables } from './variables.ts'
