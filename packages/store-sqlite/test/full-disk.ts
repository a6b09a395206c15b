/** A process that writes to a store whose file may not grow, and says with which code it was stopped. */
import { isAdvisorError } from '@betting-advisor/core'
import { sampleIntent } from '@betting-advisor/core/testing'
import { createSqliteAccounts } from '../src/accounts/accounts.ts'
import { openDatabase } from '../src/open-database.ts'

const database = openDatabase(process.argv[2] ?? '', 'write')
const pages = database.get('PRAGMA page_count')?.['page_count']
database.get(`PRAGMA max_page_count = ${Number(pages) + 2}`)
const accounts = createSqliteAccounts(database)
try {
  for (let number = 0; number < 10_000; number += 1)
    accounts.begin(sampleIntent({ market: `full-${number}`, stake: 1 }))
} catch (error) {
  process.stdout.write(isAdvisorError(error) ? error.code : String(error))
}
database[Symbol.dispose]()
