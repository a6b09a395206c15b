import type { Advisor } from '@betting-advisor/core'

/** The parts of an advisor that a monitor looks at. It never changes anything. */
export type MonitoredAdvisor = Pick<Advisor, 'on' | 'status' | 'store'>
