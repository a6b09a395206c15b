// Opens an SQLite store at the given path, keeps an intent in it, closes it, and finds the intent again:
// node --conditions=@betting-advisor/source examples/keep-an-intent.ts advisor.db

import { sampleIntent, sampleRunStart } from '@betting-advisor/core/testing'
import { openSqliteStore } from '@betting-advisor/store-sqlite'

const address = `sqlite:${process.argv[2]}`
const first = await openSqliteStore(address)
await first.startRun(sampleRunStart())
const { kind } = await first.begin(sampleIntent())
await first.close()
const second = await openSqliteStore(address)
const order = await second.order(sampleIntent().key)
await second.close()
console.log(kind, order?.state, 'closed')
