/** The triggers of a table that may only grow. */
function appendOnly(table: string): string {
  return ['UPDATE', 'DELETE']
    .map(
      (change) =>
        `CREATE TRIGGER ${table}_refuses_${change.toLowerCase()} BEFORE ${change} ON ${table} BEGIN SELECT RAISE(ABORT, '${table} is append-only'); END;`,
    )
    .join('\n')
}

/** The tables. `limits` are JSON, for they are only ever read and written whole. */
export const VERSION_1 = `
CREATE TABLE account (
  key TEXT PRIMARY KEY,
  currency_code TEXT NOT NULL,
  currency_exponent INTEGER NOT NULL,
  opened_at INTEGER NOT NULL,
  time_zone TEXT NOT NULL,
  version INTEGER NOT NULL DEFAULT 0,
  available INTEGER NOT NULL,
  reserved INTEGER NOT NULL,
  capital INTEGER NOT NULL,
  result INTEGER NOT NULL,
  commission INTEGER NOT NULL,
  -- What is available and reserved at each venue, as JSON by its name.
  wallets TEXT NOT NULL,
  limits TEXT,
  halt_reason TEXT,
  halted_at INTEGER,
  resume_code TEXT,
  resume_until INTEGER,
  last_event_id INTEGER NOT NULL DEFAULT 0,
  -- The version at which a link of markets changed last.
  links_version INTEGER NOT NULL DEFAULT 0,
  CHECK ((halt_reason IS NULL) = (halted_at IS NULL))
) STRICT;

-- present: started by the engine that has the file open for writing, or had it last; beat_at: when it was last heard of, by the system's clock.
CREATE TABLE run (
  number INTEGER PRIMARY KEY,
  id TEXT NOT NULL UNIQUE,
  account TEXT NOT NULL REFERENCES account (key),
  started_at INTEGER NOT NULL,
  reached_at INTEGER NOT NULL,
  ended_at INTEGER,
  clock TEXT NOT NULL CHECK (clock IN ('real', 'virtual')),
  source TEXT NOT NULL CHECK (source IN ('venue', 'emulator', 'recording')),
  seed TEXT,
  strategies TEXT NOT NULL,
  settings_hash TEXT NOT NULL,
  present INTEGER NOT NULL CHECK (present IN (0, 1)),
  beat_at INTEGER NOT NULL
) STRICT;
CREATE INDEX run_of_account ON run (account, number);

CREATE TABLE lease (
  account TEXT PRIMARY KEY REFERENCES account (key),
  leader TEXT,
  epoch INTEGER NOT NULL,
  expires_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE orders (
  number INTEGER PRIMARY KEY,
  key TEXT NOT NULL UNIQUE,
  ref TEXT NOT NULL UNIQUE,
  account TEXT NOT NULL REFERENCES account (key),
  run TEXT NOT NULL,
  strategy TEXT NOT NULL,
  strategy_version TEXT NOT NULL,
  entry INTEGER NOT NULL,
  venue TEXT NOT NULL,
  wallet TEXT NOT NULL,
  event TEXT NOT NULL,
  market TEXT NOT NULL,
  selection TEXT NOT NULL,
  side TEXT NOT NULL CHECK (side IN ('back', 'lay')),
  price INTEGER NOT NULL,
  stake INTEGER NOT NULL CHECK (stake > 0),
  liability INTEGER NOT NULL CHECK (liability > 0),
  outcomes INTEGER NOT NULL,
  winners INTEGER NOT NULL,
  netting INTEGER NOT NULL CHECK (netting IN (0, 1)),
  origin TEXT NOT NULL CHECK (origin IN ('decided', 'adopted', 'foreign', 'reported')),
  decided_at INTEGER NOT NULL,
  begun_at INTEGER NOT NULL,
  commission_rate REAL NOT NULL,
  -- Of a bet each way, as JSON.
  each_way TEXT,
  -- Its JSON, packed with what the columns above say of it: see intent-text.ts.
  intent BLOB NOT NULL,
  version INTEGER NOT NULL,
  state TEXT NOT NULL CHECK (state IN ('SENDING', 'PENDING', 'UNKNOWN', 'ACCEPTED', 'PARTIAL', 'MATCHED', 'CANCELLED', 'LAPSED',
    'REJECTED', 'NOT_SENT', 'ABSENT', 'LATE_FOUND', 'SETTLED', 'VOIDED')),
  live INTEGER NOT NULL CHECK (live IN (0, 1)),
  -- What it costs where its selection wins, what is open of it counted where it loses; filled: once all of it is matched.
  if_wins INTEGER NOT NULL,
  if_loses INTEGER NOT NULL,
  filled_wins INTEGER NOT NULL,
  filled_loses INTEGER NOT NULL,
  venue_order_id TEXT,
  matched_stake INTEGER NOT NULL,
  voided_stake INTEGER NOT NULL,
  cancelled_stake INTEGER NOT NULL,
  lapsed_stake INTEGER NOT NULL,
  matched_value INTEGER NOT NULL,
  value_basis TEXT CHECK (value_basis IN ('fills', 'average', 'asked')),
  average_price INTEGER,
  reserved INTEGER NOT NULL,
  profit INTEGER,
  commission INTEGER,
  outcome TEXT CHECK (outcome IN ('won', 'lost', 'void', 'placed', 'half-won', 'half-lost', 'push', 'dead-heat')),
  closing_probability REAL,
  reason_code TEXT,
  reason_message TEXT,
  sent_at INTEGER,
  reset_at INTEGER,
  pending_until INTEGER,
  amended_stake INTEGER,
  amended_persistence TEXT CHECK (amended_persistence IN ('lapse', 'persist', 'market-on-close')),
  settled_at INTEGER,
  settled_by INTEGER REFERENCES transfer (number),
  cleared_version INTEGER,
  market_charge INTEGER,
  charge_version INTEGER,
  -- The order that it is to replace, and how much of its liability that holds by now.
  replaces TEXT,
  covered INTEGER NOT NULL,
  updated_at INTEGER NOT NULL
) STRICT;
CREATE INDEX orders_by_decision ON orders (account, decided_at, number);
-- begun_at: when it was recorded, by the system's clock where that of its run is real, else when it was decided.
CREATE INDEX orders_begun ON orders (account, begun_at) WHERE origin = 'decided';
CREATE INDEX orders_by_version ON orders (account, version);
CREATE INDEX orders_live ON orders (account, decided_at) WHERE live = 1;
CREATE INDEX orders_of_market ON orders (account, market);
CREATE INDEX orders_covered ON orders (replaces) WHERE covered > 0;
CREATE INDEX orders_settled ON orders (account, settled_at) WHERE settled_at IS NOT NULL;

CREATE TABLE order_event (
  number INTEGER PRIMARY KEY,
  order_number INTEGER NOT NULL REFERENCES orders (number),
  body TEXT NOT NULL
) STRICT;
CREATE INDEX order_event_of_order ON order_event (order_number, number);

CREATE TABLE transfer (
  number INTEGER PRIMARY KEY,
  account TEXT NOT NULL REFERENCES account (key),
  wallet TEXT NOT NULL,
  kind TEXT NOT NULL CHECK (kind IN ('deposit', 'withdrawal', 'move', 'adjustment', 'reserve', 'release', 'settle', 'correct')),
  order_number INTEGER REFERENCES orders (number),
  at INTEGER NOT NULL,
  -- What it adds to each account of the ledger; equity is what is available and reserved.
  available INTEGER NOT NULL,
  reserved INTEGER NOT NULL,
  capital INTEGER NOT NULL,
  result INTEGER NOT NULL,
  commission INTEGER NOT NULL,
  CHECK (available + reserved + capital + result + commission = 0)
) STRICT;
CREATE INDEX transfer_of_capital ON transfer (account, number) WHERE order_number IS NULL;

CREATE TABLE limit_use (
  account TEXT NOT NULL REFERENCES account (key),
  name TEXT NOT NULL,
  used INTEGER NOT NULL,
  PRIMARY KEY (account, name)
) STRICT, WITHOUT ROWID;

CREATE TABLE loss (
  account TEXT NOT NULL REFERENCES account (key),
  kind TEXT NOT NULL CHECK (kind IN ('day', 'week', 'month')),
  window TEXT NOT NULL,
  lost INTEGER NOT NULL,
  PRIMARY KEY (account, kind, window)
) STRICT, WITHOUT ROWID;

CREATE TABLE lock (
  number INTEGER PRIMARY KEY,
  account TEXT NOT NULL REFERENCES account (key),
  id TEXT NOT NULL,
  kind TEXT NOT NULL CHECK (kind IN ('loss-streak', 'drawdown', 'day-loss', 'cooldown', 'low-clv', 'cool-off', 'pause')),
  strategy TEXT,
  market TEXT,
  venue TEXT,
  reason TEXT NOT NULL,
  from_at INTEGER NOT NULL,
  until_at INTEGER,
  UNIQUE (account, id)
) STRICT;
CREATE INDEX lock_by_end ON lock (account, until_at);

CREATE TABLE event (
  account TEXT NOT NULL REFERENCES account (key),
  id INTEGER NOT NULL,
  at INTEGER NOT NULL,
  type TEXT NOT NULL,
  rejection TEXT,
  -- Packed JSON; of an event that tells of an order, without the order's intent where order_number says whose it is.
  body BLOB NOT NULL,
  order_number INTEGER REFERENCES orders (number),
  PRIMARY KEY (account, id)
) STRICT, WITHOUT ROWID;
CREATE INDEX event_rejected ON event (account, at, rejection) WHERE rejection IS NOT NULL;

CREATE TABLE link (
  account TEXT NOT NULL REFERENCES account (key),
  id TEXT NOT NULL,
  event TEXT NOT NULL,
  markets TEXT NOT NULL,
  PRIMARY KEY (account, id)
) STRICT, WITHOUT ROWID;

CREATE TABLE link_market (
  account TEXT NOT NULL,
  market TEXT NOT NULL,
  link TEXT NOT NULL,
  PRIMARY KEY (account, market, link)
) STRICT, WITHOUT ROWID;

CREATE TABLE outbox (
  account TEXT NOT NULL REFERENCES account (key),
  id INTEGER NOT NULL,
  key TEXT NOT NULL,
  is_open INTEGER NOT NULL CHECK (is_open IN (0, 1)),
  -- From when on somebody may take it to be delivered; NULL where nothing more is.
  free_at INTEGER,
  -- Since when nothing new is known of it; NULL where it stays.
  quiet_since INTEGER,
  body TEXT NOT NULL,
  PRIMARY KEY (account, id)
) STRICT;
CREATE UNIQUE INDEX outbox_open ON outbox (account, key) WHERE is_open = 1;
CREATE INDEX outbox_free ON outbox (account, free_at) WHERE free_at IS NOT NULL;

CREATE TABLE audit (
  number INTEGER PRIMARY KEY,
  account TEXT NOT NULL REFERENCES account (key),
  at INTEGER NOT NULL,
  done_by TEXT NOT NULL,
  act TEXT NOT NULL,
  subject TEXT,
  reason TEXT NOT NULL
) STRICT;
CREATE INDEX audit_of_account ON audit (account, number);

${['order_event', 'transfer', 'event', 'audit'].map(appendOnly).join('\n')}
`
