import { OLD_WRITERS } from './old-writers.ts'

/**
 * What an account's version, exposure, losses, limits, locks and leader are kept in, with what is there already brought into it.
 *
 * Columns come with constant defaults, so that no table is written anew; only live orders are. What was there before versions were
 * counted is of version 1. Losses are counted in UTC until a run tells the account's time zone, and are counted again then.
 */
export const SCHEMA_3 = `
-- In the order of engines that write meanwhile, the account last: so nobody waits for this that it waits for.
LOCK TABLE betting_advisor.orders, betting_advisor.limit_use, betting_advisor.event, betting_advisor.transfer, betting_advisor.account
  IN ACCESS EXCLUSIVE MODE;
ALTER TABLE betting_advisor.account
  ADD COLUMN version bigint NOT NULL DEFAULT 1,
  ADD COLUMN time_zone text NOT NULL DEFAULT 'UTC',
  ADD COLUMN exposure bigint NOT NULL DEFAULT 0,
  ADD COLUMN day_window text COLLATE "C" NOT NULL DEFAULT '',
  ADD COLUMN day_lost bigint NOT NULL DEFAULT 0,
  ADD COLUMN week_window text COLLATE "C" NOT NULL DEFAULT '',
  ADD COLUMN week_lost bigint NOT NULL DEFAULT 0,
  ADD COLUMN month_window text COLLATE "C" NOT NULL DEFAULT '',
  ADD COLUMN month_lost bigint NOT NULL DEFAULT 0,
  ADD COLUMN limits bigint[],
  ADD COLUMN raise_at bigint[],
  ADD COLUMN raise_to bigint[],
  ADD COLUMN resume_code text,
  ADD COLUMN resume_expires_at bigint;
ALTER TABLE betting_advisor.account ALTER COLUMN version SET DEFAULT 0;
COMMENT ON COLUMN betting_advisor.account.version IS 'Rises with every change of orders, money, locks, limits or the kill switch';
COMMENT ON COLUMN betting_advisor.account.exposure IS 'The most that all live orders can lose, beside the rows exposure:… of limit_use';
COMMENT ON COLUMN betting_advisor.account.limits IS
  'On exposure by selection, market, event, strategy, venue and account, on losses by day, week and month; raise_to is in force from raise_at on';

ALTER TABLE betting_advisor.orders
  ADD COLUMN version bigint NOT NULL DEFAULT 1,
  ADD COLUMN if_wins bigint NOT NULL DEFAULT 0,
  ADD COLUMN if_loses bigint NOT NULL DEFAULT 0,
  ADD COLUMN outcomes bigint NOT NULL DEFAULT 0,
  ADD COLUMN winners bigint NOT NULL DEFAULT 0,
  ADD COLUMN netting boolean NOT NULL DEFAULT false,
  ADD COLUMN origin text NOT NULL DEFAULT 'decided' CHECK (origin IN ('decided', 'adopted', 'foreign'));
ALTER TABLE betting_advisor.orders ALTER COLUMN version SET DEFAULT 0;
COMMENT ON COLUMN betting_advisor.orders.version IS 'That of the account at the last change of the order';
CREATE INDEX orders_by_version ON betting_advisor.orders (account, version);
CREATE INDEX orders_of_market ON betting_advisor.orders (account, market);
-- In place of the one by account alone, which a planner without statistics takes for the better way to the orders of a market.
CREATE INDEX orders_live_of_market ON betting_advisor.orders (account, market) WHERE live;
DROP INDEX betting_advisor.orders_live;

ALTER TABLE betting_advisor.transfer ADD COLUMN version bigint;
COMMENT ON COLUMN betting_advisor.transfer.version IS 'That of the account since this; null where it was not known yet';
ALTER TABLE betting_advisor.transfer DROP CONSTRAINT transfer_kind_check;
ALTER TABLE betting_advisor.transfer ADD CONSTRAINT transfer_kind_check
  CHECK (kind IN ('deposit', 'withdrawal', 'reserve', 'release', 'settle', 'correct')) NOT VALID;

-- Checking that its account is there locks the account's row beside whoever changes it, for every row of an order: more than a third of
-- what an intent costs. Accounts are never deleted, and whatever writes here has read the account first.
ALTER TABLE betting_advisor.limit_use DROP CONSTRAINT limit_use_account_fkey;
ALTER TABLE betting_advisor.orders DROP CONSTRAINT orders_account_fkey;
ALTER TABLE betting_advisor.transfer DROP CONSTRAINT transfer_account_fkey;
ALTER TABLE betting_advisor.event DROP CONSTRAINT event_account_fkey;

ALTER TABLE betting_advisor.lock ADD COLUMN strategy text, ADD COLUMN market text;
ALTER TABLE betting_advisor.lock DROP CONSTRAINT lock_kind_check;
ALTER TABLE betting_advisor.lock ADD CONSTRAINT lock_kind_check
  CHECK (kind IN ('loss-streak', 'drawdown', 'day-loss', 'cooldown', 'low-clv', 'cool-off')) NOT VALID;
CREATE INDEX lock_by_end ON betting_advisor.lock (account, coalesce(until_at, 9223372036854775807));

ALTER TABLE betting_advisor.run ADD COLUMN beat_at timestamptz NOT NULL DEFAULT '-infinity';
ALTER TABLE betting_advisor.run ALTER COLUMN beat_at SET DEFAULT now();
COMMENT ON COLUMN betting_advisor.run.beat_at IS 'When it was last heard of, by the clock of this server';

CREATE TABLE betting_advisor.lease (
  account text PRIMARY KEY REFERENCES betting_advisor.account (key),
  leader text,
  epoch bigint NOT NULL,
  until_at timestamptz NOT NULL
) WITH (fillfactor = 50);

CREATE FUNCTION betting_advisor.windows_v3(moment bigint, zone text, OUT day text, OUT week text, OUT month text)
LANGUAGE sql STABLE AS $$
  SELECT to_char(here, 'YYYY-MM-DD'), to_char(here, 'IYYY"-W"IW'), to_char(here, 'YYYY-MM')
  FROM (SELECT to_timestamp(moment / 1000.0) AT TIME ZONE zone AS here) AS at
$$;

CREATE FUNCTION betting_advisor.losses_v3(side text, live boolean, matched bigint, average bigint, reserved bigint,
  OUT if_wins bigint, OUT if_loses bigint) LANGUAGE sql IMMUTABLE AS $$
  SELECT CASE WHEN NOT live THEN 0 WHEN side = 'lay' THEN reserved
      ELSE -floor(matched::numeric * (coalesce(average, 10000) - 10000) / 10000)::bigint END,
    CASE WHEN NOT live THEN 0 WHEN side = 'lay' THEN -matched ELSE reserved END
$$;

UPDATE betting_advisor.orders o SET (if_wins, if_loses) = (
  SELECT l.if_wins, l.if_loses FROM betting_advisor.losses_v3(o.side, true, o.matched_stake, o.average_price, o.reserved) l
) WHERE o.live;

INSERT INTO betting_advisor.limit_use (account, name, used)
SELECT o.account, row.name, sum(greatest(0, o.if_wins, o.if_loses))::bigint
FROM betting_advisor.orders o, LATERAL (VALUES ('exposure:market:' || o.market), ('exposure:event:' || o.event),
  ('exposure:strategy:' || o.strategy), ('exposure:venue:' || o.venue)) AS row (name)
WHERE o.live GROUP BY o.account, row.name;

UPDATE betting_advisor.account a SET exposure = total.exposure FROM (
  SELECT o.account, sum(greatest(0, o.if_wins, o.if_loses))::bigint AS exposure FROM betting_advisor.orders o WHERE o.live GROUP BY o.account
) AS total WHERE total.account = a.key;

WITH settled AS (
  SELECT t.account, t.equity_change, w.day, w.week, w.month
  FROM betting_advisor.transfer t, LATERAL betting_advisor.windows_v3(t.at, 'UTC') w
  WHERE t.kind = 'settle' AND t.equity_change <> 0
), latest AS (
  SELECT account, max(day COLLATE "C") AS day, max(week COLLATE "C") AS week, max(month COLLATE "C") AS month FROM settled GROUP BY account
), lost AS (
  SELECT l.account, l.day, l.week, l.month,
    -coalesce(sum(s.equity_change) FILTER (WHERE s.day = l.day), 0)::bigint AS in_day,
    -coalesce(sum(s.equity_change) FILTER (WHERE s.week = l.week), 0)::bigint AS in_week,
    -coalesce(sum(s.equity_change) FILTER (WHERE s.month = l.month), 0)::bigint AS in_month
  FROM latest l JOIN settled s USING (account) GROUP BY l.account, l.day, l.week, l.month
)
UPDATE betting_advisor.account a SET day_window = lost.day, day_lost = lost.in_day, week_window = lost.week,
  week_lost = lost.in_week, month_window = lost.month, month_lost = lost.in_month
FROM lost WHERE lost.account = a.key;

${OLD_WRITERS}
`
