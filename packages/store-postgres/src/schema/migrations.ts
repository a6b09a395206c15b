import { BEGIN_V2 } from './begin-function.ts'
import { BEGIN_V3 } from './begin-function-3.ts'
import { CHANGE_V3 } from './change-function.ts'
import { EXPOSURE_CHANGE_V3 } from './exposure-function.ts'
import { SCHEMA_3 } from './schema-3.ts'

/** One version of the schema: what takes the version before it here. Published ones are never changed, only followed. */
export interface Migration {
  readonly version: number
  readonly sql: string
}

const FIRST = `
CREATE TABLE betting_advisor.account (
  key text PRIMARY KEY,
  currency_code text NOT NULL,
  currency_exponent integer NOT NULL,
  opened_at bigint NOT NULL,
  available bigint NOT NULL DEFAULT 0,
  reserved bigint NOT NULL DEFAULT 0,
  capital bigint NOT NULL DEFAULT 0,
  result bigint NOT NULL DEFAULT 0,
  commission bigint NOT NULL DEFAULT 0,
  halt_reason text,
  halted_at bigint,
  stops_version bigint NOT NULL DEFAULT 0,
  CHECK ((halt_reason IS NULL) = (halted_at IS NULL))
) WITH (fillfactor = 50);
COMMENT ON COLUMN betting_advisor.account.stops_version IS 'Rises with every change of the kill switch or a lock';

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
  clock text NOT NULL CHECK (clock IN ('real', 'virtual')),
  source text NOT NULL CHECK (source IN ('venue', 'emulator', 'recording')),
  seed text,
  strategies json NOT NULL,
  settings_hash text NOT NULL
);
CREATE INDEX run_of_account ON betting_advisor.run (account, number);

CREATE TABLE betting_advisor.orders (
  number bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  key text NOT NULL UNIQUE,
  ref text NOT NULL UNIQUE,
  account text NOT NULL REFERENCES betting_advisor.account (key),
  run text NOT NULL,
  strategy text NOT NULL,
  strategy_version text NOT NULL,
  series text NOT NULL,
  entry bigint NOT NULL,
  venue text NOT NULL,
  event text NOT NULL,
  market text NOT NULL,
  selection text NOT NULL,
  side text NOT NULL CHECK (side IN ('back', 'lay')),
  price bigint NOT NULL,
  stake bigint NOT NULL CHECK (stake > 0),
  liability bigint NOT NULL CHECK (liability > 0),
  decided_at bigint NOT NULL,
  intent json NOT NULL,
  state text NOT NULL CHECK (state IN ('SENDING', 'UNKNOWN', 'ACCEPTED', 'PARTIAL', 'MATCHED', 'CANCELLED', 'LAPSED', 'REJECTED',
    'NOT_SENT', 'ABSENT', 'LATE_FOUND', 'SETTLED', 'VOIDED')),
  live boolean NOT NULL,
  venue_order_id text,
  matched_stake bigint NOT NULL,
  average_price bigint,
  reserved bigint NOT NULL,
  profit bigint,
  commission bigint,
  outcome text CHECK (outcome IN ('won', 'lost', 'void')),
  closing_probability double precision,
  reason_code text,
  reason_message text,
  sent_at bigint,
  settled_at bigint,
  settled_by bigint,
  updated_at bigint NOT NULL
) WITH (fillfactor = 70);
CREATE INDEX orders_by_decision ON betting_advisor.orders (account, decided_at, number);
CREATE INDEX orders_live ON betting_advisor.orders (account) WHERE live;
CREATE INDEX orders_settled ON betting_advisor.orders (account, settled_at) WHERE settled_at IS NOT NULL;
CREATE INDEX orders_of_series ON betting_advisor.orders (account, series, entry);

CREATE TABLE betting_advisor.order_event (
  number bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  order_number bigint NOT NULL REFERENCES betting_advisor.orders (number),
  type text NOT NULL,
  at bigint NOT NULL,
  body json NOT NULL
);
CREATE INDEX order_event_of_order ON betting_advisor.order_event (order_number, number);

CREATE TABLE betting_advisor.transfer (
  number bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  account text NOT NULL REFERENCES betting_advisor.account (key),
  kind text NOT NULL CHECK (kind IN ('deposit', 'withdrawal', 'reserve', 'release', 'settle')),
  order_number bigint REFERENCES betting_advisor.orders (number),
  at bigint NOT NULL,
  equity_change bigint NOT NULL
);
CREATE INDEX transfer_of_account ON betting_advisor.transfer (account, number);

CREATE TABLE betting_advisor.entry (
  transfer bigint NOT NULL REFERENCES betting_advisor.transfer (number),
  book text NOT NULL CHECK (book IN ('available', 'reserved', 'capital', 'result', 'commission')),
  amount bigint NOT NULL,
  PRIMARY KEY (transfer, book)
);

CREATE TABLE betting_advisor.limit_use (
  account text NOT NULL REFERENCES betting_advisor.account (key),
  name text NOT NULL,
  used bigint NOT NULL,
  PRIMARY KEY (account, name)
) WITH (fillfactor = 50);

CREATE TABLE betting_advisor.lock (
  number bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  account text NOT NULL REFERENCES betting_advisor.account (key),
  id text NOT NULL,
  kind text NOT NULL CHECK (kind IN ('loss-streak', 'drawdown', 'day-loss')),
  reason text NOT NULL,
  from_at bigint NOT NULL,
  until_at bigint,
  UNIQUE (account, id)
);

CREATE TABLE betting_advisor.event (
  account text NOT NULL REFERENCES betting_advisor.account (key),
  id bigint NOT NULL,
  at bigint NOT NULL,
  type text NOT NULL,
  rejection text,
  body json NOT NULL,
  PRIMARY KEY (account, id)
);
CREATE INDEX event_rejected ON betting_advisor.event (account, at, rejection) WHERE rejection IS NOT NULL;

CREATE FUNCTION betting_advisor.refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION '% is append-only', TG_TABLE_NAME USING ERRCODE = 'restrict_violation';
END
$$;
${['order_event', 'transfer', 'entry', 'event'].map(appendOnly).join('\n')}
`

function appendOnly(table: string): string {
  return `CREATE TRIGGER append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON betting_advisor.${table}
    FOR EACH STATEMENT EXECUTE FUNCTION betting_advisor.refuse_change();`
}

/** Every version of the schema, oldest first. */
export const MIGRATIONS: readonly Migration[] = [
  { version: 1, sql: FIRST },
  { version: 2, sql: BEGIN_V2 },
  { version: 3, sql: `${SCHEMA_3}${EXPOSURE_CHANGE_V3}${BEGIN_V3}${CHANGE_V3}` },
]
