export { type BetfairHosts, betfairHosts, type Jurisdiction } from './session/hosts.ts'
