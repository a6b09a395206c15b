/** A monitor in a process of its own, to be attacked: tells its parent where it listens, and on every message how much memory it has. */
import { createMonitor } from '../../src/index.ts'
import { createScriptedAdvisor } from './scripted-advisor.ts'

const { url } = await createMonitor(createScriptedAdvisor({ settledCount: 200 })).listen({ port: 0 })
process.send?.({ port: Number(new URL(url).port) })
process.on('message', () => process.send?.({ rss: process.memoryUsage.rss() }))
process.on('disconnect', () => process.exit())
