import { appendOnly } from './append-only.ts'

/**
 * Versions of accounts and orders, exposure, loss windows, limits that an account sets itself, scoped locks, two-step resume, leaders.
 *
 * `transfer` and `lock` are made anew, because SQLite cannot change the kinds that a check lets in. `losses` and `limits` are JSON, for
 * they are only ever read and written whole. An account's calendar is that of UTC until a run says which it is.
 */
export const VERSION_2 = `
ALTER TABLE account ADD COLUMN version INTEGER NOT NULL DEFAULT 0;
ALTER TABLE account ADD COLUMN time_zone TEXT NOT NULL DEFAULT 'UTC';
ALTER TABLE account ADD COLUMN losses TEXT;
ALTER TABLE account ADD COLUMN limits TEXT;
ALTER TABLE account ADD COLUMN resume_code TEXT;
ALTER TABLE account ADD COLUMN resume_until INTEGER;

ALTER TABLE orders ADD COLUMN version INTEGER NOT NULL DEFAULT 0;
ALTER TABLE orders ADD COLUMN origin TEXT NOT NULL DEFAULT 'decided' CHECK (origin IN ('decided', 'adopted', 'foreign'));
ALTER TABLE orders ADD COLUMN outcomes INTEGER NOT NULL DEFAULT 0;
ALTER TABLE orders ADD COLUMN winners INTEGER NOT NULL DEFAULT 0;
ALTER TABLE orders ADD COLUMN netting INTEGER NOT NULL DEFAULT 0 CHECK (netting IN (0, 1));
UPDATE orders SET version = number;
UPDATE account SET version = coalesce((SELECT max(version) FROM orders WHERE orders.account = account.key), 0);
CREATE INDEX orders_by_version ON orders (account, version);
CREATE INDEX orders_live_of_market ON orders (account, market) WHERE live = 1;
DROP INDEX orders_live;
-- With the origin, so that counting what was decided lately reads no orders.
DROP INDEX orders_by_decision;
CREATE INDEX orders_by_decision ON orders (account, decided_at, number, origin);

-- Started by the engine that has the file open for writing, or had it last.
ALTER TABLE run ADD COLUMN present INTEGER NOT NULL DEFAULT 0 CHECK (present IN (0, 1));

CREATE TABLE new_transfer (
  number INTEGER PRIMARY KEY,
  account TEXT NOT NULL REFERENCES account (key),
  kind TEXT NOT NULL CHECK (kind IN ('deposit', 'withdrawal', 'reserve', 'release', 'settle', 'correct')),
  order_number INTEGER REFERENCES orders (number),
  at INTEGER NOT NULL,
  equity_change INTEGER NOT NULL
) STRICT;
INSERT INTO new_transfer SELECT number, account, kind, order_number, at, equity_change FROM transfer ORDER BY number;
DROP TABLE transfer;
ALTER TABLE new_transfer RENAME TO transfer;
CREATE INDEX transfer_of_account ON transfer (account, number);
CREATE INDEX transfer_of_capital ON transfer (account, number) WHERE order_number IS NULL;
${appendOnly('transfer')}

CREATE TABLE new_lock (
  number INTEGER PRIMARY KEY,
  account TEXT NOT NULL REFERENCES account (key),
  id TEXT NOT NULL,
  kind TEXT NOT NULL CHECK (kind IN ('loss-streak', 'drawdown', 'day-loss', 'cooldown', 'low-clv', 'cool-off')),
  strategy TEXT,
  market TEXT,
  reason TEXT NOT NULL,
  from_at INTEGER NOT NULL,
  until_at INTEGER,
  UNIQUE (account, id)
) STRICT;
INSERT INTO new_lock SELECT number, account, id, kind, NULL, NULL, reason, from_at, until_at FROM lock ORDER BY number;
DROP TABLE lock;
ALTER TABLE new_lock RENAME TO lock;
CREATE INDEX lock_by_end ON lock (account, until_at);

CREATE TABLE lease (
  account TEXT PRIMARY KEY REFERENCES account (key),
  leader TEXT,
  epoch INTEGER NOT NULL,
  expires_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
`
