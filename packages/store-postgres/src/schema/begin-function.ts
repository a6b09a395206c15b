/**
 * `begin` as one function of the database, so that an intent costs one round trip and its locks are held for no other.
 *
 * Its name carries the version of the schema that brought it. A published one is never changed: a later release adds another beside
 * it, and both serve while releases are exchanged.
 *
 * The rules are those of core's `refusalOf`, asked in the same order: the decision already recorded, kill switch, locks, limits,
 * funds. It answers with figures; core puts them into words. What is raised inside the inner block undoes everything done in it, so
 * a denied intent leaves nothing. Locks are taken in one order: the order's key, limits in the order given, the account last. Kill
 * switch and locks are read before and again once the account is held, when `stops_version` has risen meanwhile.
 */
export const BEGIN_V2 = beginFunction(`
  SELECT a.stops_version, CASE WHEN a.halt_reason IS NULL THEN s.kind ELSE 'halt' END, coalesce(a.halt_reason, s.reason),
    a.available, a.reserved, a.capital, a.result, a.commission
  INTO seen_version, stop_kind, stop_reason, now_available, now_reserved, now_capital, now_result, now_commission
  FROM betting_advisor.account a LEFT JOIN LATERAL (
    SELECT l.kind, l.reason FROM betting_advisor.lock l
    WHERE l.account = a.key AND l.from_at <= intent_decided_at AND (l.until_at IS NULL OR l.until_at > intent_decided_at)
    ORDER BY l.number LIMIT 1
  ) s ON true
  WHERE a.key = intent_account;`)

/** @param look - Reads the account and what stops it. */
function beginFunction(look: string): string {
  return `
CREATE FUNCTION betting_advisor.begin_v2(
  intent_key text, intent_ref text, intent_account text, intent_run text, intent_strategy text, intent_strategy_version text,
  intent_series text, intent_entry bigint, intent_venue text, intent_event text, intent_market text, intent_selection text,
  intent_side text, intent_price bigint, intent_stake bigint, intent_liability bigint, intent_decided_at bigint, intent_body json,
  limits text[], amounts bigint[], capacities bigint[],
  OUT answer text,
  OUT stop_kind text, OUT stop_reason text,
  OUT full_limit text, OUT full_used bigint,
  OUT now_available bigint, OUT now_reserved bigint, OUT now_capital bigint, OUT now_result bigint, OUT now_commission bigint,
  OUT existing betting_advisor.orders
) LANGUAGE plpgsql AS $$
#variable_conflict use_column
DECLARE
  largest CONSTANT bigint := 9007199254740991;
  seen_version bigint;
  order_number bigint;
  transfer_number bigint;
BEGIN
  SELECT o.* INTO existing FROM betting_advisor.orders o WHERE o.key = intent_key;
  IF FOUND THEN
    answer := 'exists';
    RETURN;
  END IF;

  ${look}
  IF NOT FOUND THEN
    answer := 'unknown-account';
    RETURN;
  END IF;
  IF stop_kind IS NOT NULL THEN
    answer := 'stopped';
    RETURN;
  END IF;

  BEGIN
    INSERT INTO betting_advisor.orders (key, ref, account, run, strategy, strategy_version, series, entry, venue, event, market,
      selection, side, price, stake, liability, decided_at, intent, state, live, matched_stake, reserved, updated_at)
    VALUES (intent_key, intent_ref, intent_account, intent_run, intent_strategy, intent_strategy_version, intent_series,
      intent_entry, intent_venue, intent_event, intent_market, intent_selection, intent_side, intent_price, intent_stake,
      intent_liability, intent_decided_at, intent_body, 'SENDING', true, 0, intent_liability, intent_decided_at)
    ON CONFLICT DO NOTHING RETURNING number INTO order_number;
    IF NOT FOUND THEN
      SELECT o.* INTO existing FROM betting_advisor.orders o WHERE o.key = intent_key;
      answer := CASE WHEN FOUND THEN 'exists' ELSE 'reference-taken' END;
      RETURN;
    END IF;

    FOR turn IN 1 .. cardinality(limits) LOOP
      INSERT INTO betting_advisor.limit_use AS kept (account, name, used)
      SELECT intent_account, limits[turn], amounts[turn] WHERE amounts[turn] <= capacities[turn]
      ON CONFLICT (account, name) DO UPDATE SET used = kept.used + excluded.used
        WHERE kept.used + excluded.used <= capacities[turn];
      IF NOT FOUND THEN
        answer := 'limit';
        full_limit := limits[turn];
        SELECT u.used INTO full_used FROM betting_advisor.limit_use u WHERE u.account = intent_account AND u.name = full_limit;
        full_used := coalesce(full_used, 0);
        RAISE EXCEPTION USING ERRCODE = 'BA001';
      END IF;
    END LOOP;

    LOOP
      UPDATE betting_advisor.account a
      SET available = a.available - intent_liability, reserved = a.reserved + intent_liability
      WHERE a.key = intent_account AND a.stops_version = seen_version AND a.available >= intent_liability
        AND a.reserved <= largest - intent_liability
        AND greatest(abs(a.available), abs(a.reserved), abs(a.capital), abs(a.result), abs(a.commission)) <= largest
      RETURNING a.available, a.reserved, a.capital, a.result, a.commission
      INTO now_available, now_reserved, now_capital, now_result, now_commission;
      EXIT WHEN FOUND;
      -- Held first and looked at second: what waited for its turn must see what was done meanwhile.
      PERFORM FROM betting_advisor.account a WHERE a.key = intent_account FOR NO KEY UPDATE;
      ${look}
      IF stop_kind IS NOT NULL THEN
        answer := 'stopped';
      ELSIF greatest(abs(now_available), abs(now_reserved), abs(now_capital), abs(now_result), abs(now_commission)) > largest THEN
        answer := 'range';
      ELSIF now_available < intent_liability THEN
        answer := 'funds';
      ELSIF now_reserved > largest - intent_liability THEN
        answer := 'range';
      END IF;
      IF answer IS NOT NULL THEN
        RAISE EXCEPTION USING ERRCODE = 'BA001';
      END IF;
    END LOOP;

    INSERT INTO betting_advisor.transfer (account, kind, order_number, at, equity_change)
    VALUES (intent_account, 'reserve', order_number, intent_decided_at, 0) RETURNING number INTO transfer_number;
    INSERT INTO betting_advisor.entry (transfer, book, amount)
    VALUES (transfer_number, 'available', -intent_liability), (transfer_number, 'reserved', intent_liability);
    answer := 'reserved';
  EXCEPTION WHEN SQLSTATE 'BA001' THEN
    NULL;
  END;
END
$$;
`
}
