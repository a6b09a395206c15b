/** What may only grow refuses every other change. */
function appendOnly(table: string): string {
  return `CREATE TRIGGER append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON betting_advisor.${table}
    FOR EACH STATEMENT EXECUTE FUNCTION betting_advisor.refuse_change();`
}

/**
 * The tables. That a row's account is there is checked by a foreign key where rows are few. Where every intent writes some (`orders`,
 * `transfer`, `limit_use`, `event`) it would lock the account's row beside whoever changes it, for more than a third of what an intent
 * costs: accounts are never deleted, and whatever writes there has read the account first.
 */
export const TABLES = `
CREATE TABLE betting_advisor.account (
  key text PRIMARY KEY,
  currency_code text NOT NULL,
  currency_exponent integer NOT NULL,
  opened_at bigint NOT NULL,
  time_zone text NOT NULL,
  version bigint NOT NULL DEFAULT 0,
  available bigint NOT NULL DEFAULT 0,
  reserved bigint NOT NULL DEFAULT 0,
  capital bigint NOT NULL DEFAULT 0,
  result bigint NOT NULL DEFAULT 0,
  commission bigint NOT NULL DEFAULT 0,
  wallets jsonb NOT NULL DEFAULT '{}',
  exposure bigint NOT NULL DEFAULT 0,
  limits bigint[],
  raise_at bigint[],
  raise_to bigint[],
  stops_version bigint NOT NULL DEFAULT 0,
  links_version bigint NOT NULL DEFAULT 0,
  halt_reason text,
  halted_at bigint,
  resume_code text,
  resume_expires_at bigint,
  CHECK ((halt_reason IS NULL) = (halted_at IS NULL))
) WITH (fillfactor = 50);
COMMENT ON COLUMN betting_advisor.account.version IS 'Rises with every change of orders, money, locks, limits, links or the kill switch';
COMMENT ON COLUMN betting_advisor.account.stops_version IS 'Rises with every change of the kill switch or a lock';
COMMENT ON COLUMN betting_advisor.account.links_version IS 'The version at which a link of markets changed last';
COMMENT ON COLUMN betting_advisor.account.exposure IS 'The most that all live orders can lose, beside the rows exposure:… of limit_use: as much is reserved';
COMMENT ON COLUMN betting_advisor.account.wallets IS 'What is available and reserved at each venue, by its name';
COMMENT ON COLUMN betting_advisor.account.limits IS
  'On exposure by selection, market, event, strategy, venue and account, on losses by day, week and month; raise_to is in force from raise_at on';

CREATE TABLE betting_advisor.event_counter (
  account text PRIMARY KEY REFERENCES betting_advisor.account (key),
  last_id bigint NOT NULL DEFAULT 0
) WITH (fillfactor = 50);

CREATE TABLE betting_advisor.run (
  number bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  id text NOT NULL UNIQUE,
  account text NOT NULL REFERENCES betting_advisor.account (key),
  started_at bigint NOT NULL,
  reached_at bigint NOT NULL,
  ended_at bigint,
  beat_at timestamptz NOT NULL,
  clock text NOT NULL CHECK (clock IN ('real', 'virtual')),
  source text NOT NULL CHECK (source IN ('venue', 'emulator', 'recording')),
  seed text,
  strategies json NOT NULL,
  settings_hash text NOT NULL
);
COMMENT ON COLUMN betting_advisor.run.beat_at IS 'When it was last heard of, by the clock of this server';
CREATE INDEX run_of_account ON betting_advisor.run (account, number);

CREATE TABLE betting_advisor.lease (
  account text PRIMARY KEY REFERENCES betting_advisor.account (key),
  leader text,
  epoch bigint NOT NULL,
  until_at timestamptz NOT NULL
) WITH (fillfactor = 50);

CREATE TABLE betting_advisor.orders (
  number bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  key text NOT NULL,
  ref text NOT NULL,
  account text NOT NULL,
  run text NOT NULL,
  strategy text NOT NULL,
  strategy_version text NOT NULL,
  entry bigint NOT NULL,
  venue text NOT NULL,
  wallet text NOT NULL,
  event text NOT NULL,
  market text NOT NULL,
  selection text NOT NULL,
  side text NOT NULL CHECK (side IN ('back', 'lay')),
  price bigint NOT NULL,
  stake bigint NOT NULL CHECK (stake > 0),
  liability bigint NOT NULL CHECK (liability > 0),
  outcomes bigint NOT NULL,
  winners bigint NOT NULL,
  netting boolean NOT NULL,
  origin text NOT NULL CHECK (origin IN ('decided', 'adopted', 'foreign', 'reported')),
  decided_at bigint NOT NULL,
  begun_at bigint NOT NULL,
  commission_rate double precision NOT NULL,
  each_way text,
  intent bytea NOT NULL,
  version bigint NOT NULL,
  state text NOT NULL CHECK (state IN ('SENDING', 'PENDING', 'UNKNOWN', 'ACCEPTED', 'PARTIAL', 'MATCHED', 'CANCELLED', 'LAPSED',
    'REJECTED', 'NOT_SENT', 'ABSENT', 'LATE_FOUND', 'SETTLED', 'VOIDED')),
  live boolean NOT NULL,
  if_wins bigint NOT NULL DEFAULT 0,
  if_loses bigint NOT NULL DEFAULT 0,
  filled_wins bigint NOT NULL DEFAULT 0,
  filled_loses bigint NOT NULL DEFAULT 0,
  venue_order_id text,
  matched_stake bigint NOT NULL,
  voided_stake bigint NOT NULL DEFAULT 0,
  cancelled_stake bigint NOT NULL DEFAULT 0,
  lapsed_stake bigint NOT NULL DEFAULT 0,
  matched_value bigint NOT NULL DEFAULT 0,
  value_basis text CHECK (value_basis IN ('fills', 'average', 'asked')),
  average_price bigint,
  reserved bigint NOT NULL,
  profit bigint,
  commission bigint,
  outcome text CHECK (outcome IN ('won', 'lost', 'void', 'placed', 'half-won', 'half-lost', 'push', 'dead-heat')),
  closing_probability double precision,
  reason_code text,
  reason_message text,
  sent_at bigint,
  reset_at bigint,
  pending_until bigint,
  amended_stake bigint,
  amended_persistence text CHECK (amended_persistence IN ('lapse', 'persist', 'market-on-close')),
  settled_at bigint,
  settled_by bigint,
  cleared_version bigint,
  market_charge bigint,
  charge_version bigint,
  replaces text,
  covered bigint NOT NULL DEFAULT 0,
  updated_at bigint NOT NULL,
  -- Unique: a hash takes a fifth of what such long texts would in an index.
  CONSTRAINT orders_key EXCLUDE USING hash (key WITH =),
  CONSTRAINT orders_ref EXCLUDE USING hash (ref WITH =)
) WITH (autovacuum_vacuum_scale_factor = 0.05);
COMMENT ON COLUMN betting_advisor.orders.begun_at IS 'When it was recorded, by the clock of this server where that of its run is real, else when it was decided';
COMMENT ON COLUMN betting_advisor.orders.intent IS 'Its JSON, packed with what other columns say of it; pnpm control and exports show it';
COMMENT ON COLUMN betting_advisor.orders.if_wins IS 'What it costs where its selection wins, what is open of it counted where it loses; filled_wins: once all of it is matched';
COMMENT ON COLUMN betting_advisor.orders.version IS 'That of the account at the last change of the order';
COMMENT ON COLUMN betting_advisor.orders.each_way IS 'Of a bet each way, as JSON';
COMMENT ON COLUMN betting_advisor.orders.covered IS 'How much of its liability the order that it is to replace holds by now';
CREATE INDEX orders_covered ON betting_advisor.orders (replaces) WHERE covered > 0;
CREATE INDEX orders_by_decision ON betting_advisor.orders (account, decided_at, number);
CREATE INDEX orders_begun ON betting_advisor.orders (account, begun_at) WHERE origin = 'decided';
CREATE INDEX orders_by_version ON betting_advisor.orders (account, version);
CREATE INDEX orders_of_market ON betting_advisor.orders USING hash (market);
-- Not by account alone, which a planner without statistics takes for the better way to the orders of a market.
CREATE INDEX orders_live_of_market ON betting_advisor.orders (account, market) WHERE live;
CREATE INDEX orders_settled ON betting_advisor.orders (account, settled_at) WHERE settled_at IS NOT NULL;

CREATE TABLE betting_advisor.order_event (
  number bigint GENERATED ALWAYS AS IDENTITY,
  order_number bigint NOT NULL REFERENCES betting_advisor.orders (number),
  body json NOT NULL,
  PRIMARY KEY (order_number, number)
);

CREATE TABLE betting_advisor.transfer (
  number bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  account text NOT NULL,
  wallet text NOT NULL,
  kind text NOT NULL CHECK (kind IN ('deposit', 'withdrawal', 'move', 'adjustment', 'reserve', 'release', 'settle', 'correct')),
  order_number bigint REFERENCES betting_advisor.orders (number),
  at bigint NOT NULL,
  available bigint NOT NULL,
  reserved bigint NOT NULL DEFAULT 0,
  capital bigint NOT NULL DEFAULT 0,
  result bigint NOT NULL DEFAULT 0,
  commission bigint NOT NULL DEFAULT 0,
  CHECK (available + reserved + capital + result + commission = 0)
);
COMMENT ON COLUMN betting_advisor.transfer.available IS 'What it adds to each account of the ledger; equity is what is available and reserved';
CREATE INDEX transfer_of_capital ON betting_advisor.transfer (account, number) WHERE order_number IS NULL;
-- For an audit, which reads one range of orders after the other, and takes next to no room.
CREATE INDEX transfer_of_orders ON betting_advisor.transfer USING brin (order_number);

CREATE TABLE betting_advisor.limit_use (
  account text NOT NULL,
  name text NOT NULL,
  used bigint NOT NULL,
  PRIMARY KEY (account, name)
) WITH (fillfactor = 50);

CREATE TABLE betting_advisor.loss (
  account text NOT NULL,
  kind text NOT NULL CHECK (kind IN ('day', 'week', 'month')),
  "window" text COLLATE "C" NOT NULL,
  lost bigint NOT NULL,
  PRIMARY KEY (account, kind, "window")
) WITH (fillfactor = 50);
COMMENT ON TABLE betting_advisor.loss IS 'What was lost by window of the account''s calendar, negative where more was won; none of which nothing came';

CREATE TABLE betting_advisor.lock (
  number bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  account text NOT NULL REFERENCES betting_advisor.account (key),
  id text NOT NULL,
  kind text NOT NULL CHECK (kind IN ('loss-streak', 'drawdown', 'day-loss', 'cooldown', 'low-clv', 'cool-off', 'pause')),
  strategy text,
  market text,
  venue text,
  reason text NOT NULL,
  from_at bigint NOT NULL,
  until_at bigint,
  UNIQUE (account, id)
);
CREATE INDEX lock_by_end ON betting_advisor.lock (account, coalesce(until_at, 9223372036854775807));

CREATE TABLE betting_advisor.event (
  account text NOT NULL,
  id bigint NOT NULL,
  at bigint NOT NULL,
  type text NOT NULL,
  rejection text,
  body bytea NOT NULL,
  order_number bigint,
  PRIMARY KEY (account, id)
);
COMMENT ON COLUMN betting_advisor.event.body IS 'Its JSON, packed with what other columns say of it; pnpm control and exports show it';
COMMENT ON COLUMN betting_advisor.event.order_number IS 'Of an event that tells of an order whose intent the body leaves out';
CREATE INDEX event_rejected ON betting_advisor.event (account, at, rejection) WHERE rejection IS NOT NULL;

CREATE TABLE betting_advisor.link (
  account text NOT NULL REFERENCES betting_advisor.account (key),
  id text NOT NULL,
  event text NOT NULL,
  markets json NOT NULL,
  PRIMARY KEY (account, id)
);

CREATE TABLE betting_advisor.link_market (
  account text NOT NULL,
  market text NOT NULL,
  link text NOT NULL,
  PRIMARY KEY (account, market, link)
);

CREATE TABLE betting_advisor.outbox (
  account text NOT NULL REFERENCES betting_advisor.account (key),
  id bigint NOT NULL,
  key text NOT NULL,
  is_open boolean NOT NULL,
  free_at bigint,
  quiet_since bigint,
  body json NOT NULL,
  PRIMARY KEY (account, id)
) WITH (fillfactor = 70);
COMMENT ON COLUMN betting_advisor.outbox.quiet_since IS 'Since when nothing new is known of it; null where it stays';
COMMENT ON COLUMN betting_advisor.outbox.free_at IS 'From when on somebody may take it to be delivered; null where nothing more is';
CREATE UNIQUE INDEX outbox_open ON betting_advisor.outbox (account, key) WHERE is_open;
CREATE INDEX outbox_free ON betting_advisor.outbox (account, free_at) WHERE free_at IS NOT NULL;

CREATE TABLE betting_advisor.audit (
  number bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  account text NOT NULL REFERENCES betting_advisor.account (key),
  at bigint NOT NULL,
  done_by text NOT NULL,
  act text NOT NULL,
  subject text,
  reason text NOT NULL
);
CREATE INDEX audit_of_account ON betting_advisor.audit (account, number);

CREATE FUNCTION betting_advisor.refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION '% is append-only', TG_TABLE_NAME USING ERRCODE = 'restrict_violation';
END
$$;
${['order_event', 'transfer', 'event', 'audit'].map(appendOnly).join('\n')}
`
