/**
 * The monitor: dashboard, JSON API, live events and health over HTTP.
 *
 * @module @betting-advisor/monitor-http
 */
export { AddressUnusableError } from './errors/address-unusable-error.ts'
export { MonitorExposedError } from './errors/monitor-exposed-error.ts'
export { PortInUseError } from './errors/port-in-use-error.ts'
export type { Listening, ListenOptions } from './listen.ts'
export { createMonitor, type Monitor } from './monitor.ts'
export type { MonitorOptions } from './monitor-options.ts'
export type { MonitoredAdvisor } from './monitored-advisor.ts'
export type { PortHolder } from './port-holder.ts'
export { WeakTokenError } from './security/bearer.ts'
export { monitorVariables } from './variables.ts'
