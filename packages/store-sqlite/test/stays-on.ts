/** The thread of a store that something else keeps alive after its database is closed. */
setInterval(() => undefined, 1_000)
await import('../src/worker.ts')
