import type { Store } from '@betting-advisor/core'
import type { Settings } from '@betting-advisor/core/config'

/** Opens the database that `DB_URL` names. */
export async function openStore({ database }: Settings): Promise<Store> {
  switch (database.kind) {
    case 'sqlite': {
      const { openSqliteStore } = await import('@betting-advisor/store-sqlite')
      return openSqliteStore(database.path)
    }
    case 'postgres': {
      const { openPostgresStore } = await import('@betting-advisor/store-postgres')
      return openPostgresStore(database.url.reveal())
    }
  }
}
