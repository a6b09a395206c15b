import { AHEAD_MS, PEER_TIMEOUT } from '@betting-advisor/core/store'
import { NOW } from './now.ts'

/**
 * `begin` as one function of the database, so that an intent costs one round trip and its locks are held for no other. Its name carries
 * the version of the schema that brought it: see `migrations.ts`.
 *
 * The rules are those of core's `denialOf`. It answers with figures; core puts them into words. What is raised inside the inner
 * block undoes everything done in it, so a denied intent leaves nothing.
 *
 * Locks are taken in one order: the order that it counts on to hold a part for it, then the row of the market, event, strategy and venue among the limits, the claims by name, the account
 * last, whose own row keeps the exposure of all. Everything that holds for the account (kill switch, locks, stored limits, losses,
 * rate, funds) is asked once it is held, when nobody can change it any more; the first look only saves a stopped account the work.
 * The order is written last, for only then is its version known; who lost a race for its key finds the winner's order then, or when
 * it is denied.
 */
export const BEGIN_FUNCTION = `
CREATE FUNCTION betting_advisor.begin_v1(
  intent_key text, intent_ref text, intent_account text, intent_run text, intent_strategy text, intent_strategy_version text,
  intent_entry bigint, intent_venue text, intent_wallet text, intent_event text, intent_market text, intent_selection text,
  intent_side text, intent_price bigint, intent_stake bigint, intent_liability bigint, intent_decided_at bigint, intent_commission_rate double precision, intent_body bytea,
  intent_outcomes bigint, intent_winners bigint, intent_netting boolean, intent_origin text,
  intent_if_wins bigint, intent_if_loses bigint, intent_filled_wins bigint, intent_filled_loses bigint,
  intent_replaces text, intent_each_way text, covers_version bigint, intent_covered bigint,
  names text[], amounts bigint[], capacities bigint[], most bigint[], windows text[], rate_orders bigint, rate_window bigint,
  OUT answer text, OUT stop_kind text, OUT stop_reason text,
  OUT place integer, OUT figure bigint, OUT change bigint, OUT capacity bigint,
  OUT now_available bigint, OUT now_reserved bigint, OUT now_capital bigint, OUT now_result bigint, OUT now_commission bigint,
  OUT now_wallets jsonb, OUT now_version bigint, OUT now_event text, OUT existing betting_advisor.orders
) LANGUAGE plpgsql AS $$
#variable_conflict use_column
DECLARE
  largest CONSTANT bigint := 9007199254740991;
  seen_version bigint;
  held betting_advisor.account;
  added bigint := greatest(0, intent_if_wins, intent_if_loses);
  strategy_added bigint := added;
  selection_added bigint := added;
  sums bigint[];
  after bigint[];
  lost bigint;
  is_free boolean;
  new_number bigint;
  now_ms bigint;
BEGIN
  SELECT o.* INTO existing FROM betting_advisor.orders o WHERE o.ref = intent_ref;
  IF FOUND THEN
    answer := 'exists';
    RETURN;
  END IF;

  ${look()}
  IF NOT FOUND THEN
    answer := 'unknown-account';
    RETURN;
  END IF;
  ${standing()}
  IF answer IS NULL AND stop_kind IS NOT NULL THEN
    answer := 'stopped';
  END IF;
  IF answer IS NOT NULL THEN
    SELECT o.* INTO existing FROM betting_advisor.orders o WHERE o.key = intent_key;
    IF FOUND THEN
      answer := 'exists';
    END IF;
    RETURN;
  END IF;

  BEGIN
    IF covers_version IS NOT NULL THEN
      PERFORM FROM betting_advisor.orders o
      WHERE o.key = intent_replaces AND o.version = covers_version AND o.account = intent_account AND o.venue = intent_venue
        AND o.market = intent_market AND o.selection = intent_selection AND o.side = intent_side
      FOR NO KEY UPDATE;
      IF NOT FOUND OR EXISTS (SELECT FROM betting_advisor.orders o WHERE o.replaces = intent_replaces AND o.covered > 0) THEN
        answer := 'replaced-changed';
        RAISE EXCEPTION USING ERRCODE = 'BA001';
      END IF;
    END IF;
    INSERT INTO betting_advisor.limit_use AS kept (account, name, used) VALUES (intent_account, names[1], 0)
    ON CONFLICT (account, name) DO UPDATE SET used = kept.used;
    -- What is set off on one market counts for one event: that under which the market was first bet on.
    SELECT coalesce(max(o.event), betting_advisor.linked_event_v1(intent_account, intent_market), intent_event) INTO now_event
    FROM betting_advisor.orders o WHERE o.account = intent_account AND o.market = intent_market;
    names[2] := 'exposure:event:' || now_event;
    IF intent_netting THEN
      SELECT c.market_change, c.strategy_change, c.selection_change INTO added, strategy_added, selection_added
      FROM betting_advisor.exposure_change_v1(intent_account, intent_market, intent_venue, intent_strategy, intent_selection,
        intent_outcomes, intent_winners, true, NULL, NULL, NULL, intent_if_wins, intent_if_loses) c;
    END IF;

    WITH taken AS (
      INSERT INTO betting_advisor.limit_use AS kept (account, name, used)
      SELECT intent_account, row.name, row.amount
      FROM unnest(names, ARRAY[added, added, strategy_added, added] || amounts) WITH ORDINALITY AS row (name, amount, turn)
      ORDER BY row.turn
      ON CONFLICT (account, name) DO UPDATE SET used = kept.used + excluded.used
      RETURNING used
    )
    SELECT array_agg(used) INTO sums FROM taken;
    -- Of what nothing is taken, no row stays; the key is held until the end all the same.
    IF 0 = ANY (sums) THEN
      DELETE FROM betting_advisor.limit_use WHERE account = intent_account AND name = ANY (names) AND used = 0;
    END IF;

    FOR turn IN 1 .. cardinality(amounts) LOOP
      IF sums[4 + turn] > capacities[turn] THEN
        ${relief()}
        answer := 'claim';
        place := turn;
        figure := sums[4 + turn] - amounts[turn];
        RAISE EXCEPTION USING ERRCODE = 'BA001';
      END IF;
    END LOOP;

    UPDATE betting_advisor.account a
    SET available = a.available - added, reserved = a.reserved + added, exposure = a.exposure + added,
      wallets = CASE WHEN added = 0 THEN a.wallets ELSE betting_advisor.wallets_v1(a.wallets, intent_wallet, -added, added) END,
      version = a.version + 1
    WHERE a.key = intent_account RETURNING a.* INTO held;
    now_version := held.version;
    now_available := held.available;
    now_reserved := held.reserved;
    now_capital := held.capital;
    now_result := held.result;
    now_commission := held.commission;
    now_wallets := held.wallets;

    ${standing()}
    IF answer IS NOT NULL THEN
      RAISE EXCEPTION USING ERRCODE = 'BA001';
    END IF;
    IF held.stops_version <> seen_version THEN
      ${look()}
      IF stop_kind IS NOT NULL THEN
        answer := 'stopped';
        RAISE EXCEPTION USING ERRCODE = 'BA001';
      END IF;
    END IF;

    after := ARRAY[NULL, sums[1], sums[2], sums[3], sums[4], held.exposure];
    FOR turn IN 1 .. 9 LOOP
      capacity := least(most[turn],
        CASE WHEN held.raise_at[turn] <= intent_decided_at THEN held.raise_to[turn] ELSE held.limits[turn] END);
      CONTINUE WHEN capacity IS NULL;
      place := turn;
      IF turn <= 6 THEN
        change := CASE turn WHEN 1 THEN selection_added WHEN 4 THEN strategy_added ELSE added END;
        CONTINUE WHEN change <= 0;
        figure := CASE WHEN turn = 1
          THEN betting_advisor.selection_exposure_v1(intent_account, intent_market, intent_selection) + change ELSE after[turn] END;
        answer := 'exposure';
      ELSE
        EXIT WHEN added <= 0;
        SELECT max(l.lost) INTO lost FROM betting_advisor.loss l
        WHERE l.account = intent_account AND l.kind = (ARRAY['day', 'week', 'month'])[turn - 6] AND l."window" >= windows[turn - 6];
        change := greatest(0, lost);
        figure := held.exposure + change;
        answer := 'loss';
      END IF;
      IF figure > capacity THEN
        ${relief()}
        RAISE EXCEPTION USING ERRCODE = 'BA001';
      END IF;
    END LOOP;

    IF rate_orders IS NOT NULL THEN
      SELECT count(*) INTO figure FROM betting_advisor.orders o
      WHERE o.account = intent_account AND o.begun_at > now_ms - rate_window AND o.origin = 'decided';
      IF figure >= rate_orders THEN
        answer := 'rate';
        RAISE EXCEPTION USING ERRCODE = 'BA001';
      END IF;
    END IF;

    figure := held.available + added;
    change := added;
    IF greatest(abs(figure), abs(held.reserved), abs(held.capital), abs(held.result), abs(held.commission)) > largest THEN
      answer := CASE WHEN greatest(abs(figure), abs(held.reserved - added), abs(held.capital), abs(held.result),
        abs(held.commission)) <= largest AND figure < added THEN 'funds' ELSE 'range' END;
      RAISE EXCEPTION USING ERRCODE = 'BA001';
    END IF;
    IF added > 0 AND (held.available < 0 OR (held.wallets #>> ARRAY[intent_wallet, 'available'])::bigint < 0) THEN
      answer := 'funds';
      RAISE EXCEPTION USING ERRCODE = 'BA001';
    END IF;

    answer := 'lost';
    WITH made AS (
      INSERT INTO betting_advisor.orders (key, ref, account, run, strategy, strategy_version, entry, venue, wallet, event, market,
        selection, side, price, stake, liability, decided_at, begun_at, commission_rate, intent, state, live, matched_stake, reserved, updated_at, version,
        if_wins, if_loses, filled_wins, filled_loses, outcomes, winners, netting, origin, replaces, each_way, covered)
      VALUES (intent_key, intent_ref, intent_account, intent_run, intent_strategy, intent_strategy_version,
        intent_entry, intent_venue, intent_wallet, now_event, intent_market, intent_selection, intent_side, intent_price, intent_stake,
        intent_liability, intent_decided_at, now_ms, intent_commission_rate, intent_body, 'SENDING', true, 0, intent_liability, intent_decided_at, now_version,
        intent_if_wins, intent_if_loses, intent_filled_wins, intent_filled_loses, intent_outcomes, intent_winners, intent_netting,
        intent_origin, intent_replaces, intent_each_way, intent_covered)
      ON CONFLICT DO NOTHING RETURNING number
    ), posted AS (
      INSERT INTO betting_advisor.transfer (account, wallet, kind, order_number, at, available, reserved)
      SELECT intent_account, intent_wallet, CASE WHEN added > 0 THEN 'reserve' ELSE 'release' END, made.number, intent_decided_at, -added, added
      FROM made WHERE added <> 0
    )
    SELECT number INTO new_number FROM made;
    IF NOT FOUND THEN
      RAISE EXCEPTION USING ERRCODE = 'BA001';
    END IF;
    answer := 'reserved';
  EXCEPTION WHEN SQLSTATE 'BA001' THEN
    now_available := now_available + added;
    now_reserved := now_reserved - added;
    now_wallets := betting_advisor.wallets_v1(now_wallets, intent_wallet, added, -added);
    SELECT o.* INTO existing FROM betting_advisor.orders o WHERE o.ref = intent_ref;
    IF NOT FOUND THEN
      SELECT o.* INTO existing FROM betting_advisor.orders o WHERE o.key = intent_key;
    END IF;
    IF FOUND THEN
      answer := 'exists';
    END IF;
  END;
END
$$;
`

/** What takes risk away passes: asked only where something would stop it. */
function relief(): string {
  return `is_free := coalesce(is_free, intent_netting AND added = 0 AND betting_advisor.reduces_v1(intent_account, intent_market,
          intent_venue, intent_selection, intent_outcomes, intent_winners, intent_filled_wins, intent_filled_loses));
        CONTINUE WHEN is_free;`
}

/** Whether the run may begin anything; by the clock of the server where its own is real. */
function standing(): string {
  return `SELECT CASE WHEN r.ended_at IS NOT NULL THEN 'run-ended'
    WHEN r.clock = 'real' AND r.beat_at < clock_timestamp() - interval '${PEER_TIMEOUT} milliseconds' THEN 'run-silent'
    WHEN r.clock = 'real' AND intent_decided_at > ${NOW} + ${AHEAD_MS} THEN 'ahead' END,
    CASE WHEN r.clock = 'real' THEN ${NOW} ELSE intent_decided_at END
  INTO answer, now_ms FROM betting_advisor.run r WHERE r.id = intent_run AND r.account = intent_account;
  IF NOT FOUND THEN
    answer := 'unknown-run';
  END IF;`
}

/** Reads what stops this intent: the kill switch, or the first lock that holds and is one for its strategy, market and venue. */
function look(): string {
  return `SELECT a.stops_version, CASE WHEN a.halt_reason IS NULL THEN s.kind ELSE 'halt' END, coalesce(a.halt_reason, s.reason)
  INTO seen_version, stop_kind, stop_reason
  FROM betting_advisor.account a LEFT JOIN LATERAL (
    SELECT l.kind, l.reason FROM betting_advisor.lock l
    WHERE l.account = a.key AND coalesce(l.until_at, 9223372036854775807) > intent_decided_at
      AND coalesce(l.strategy, intent_strategy) = intent_strategy AND coalesce(l.market, intent_market) = intent_market
      AND coalesce(l.venue, intent_wallet) = intent_wallet
    ORDER BY l.number LIMIT 1
  ) s ON true
  WHERE a.key = intent_account;`
}
