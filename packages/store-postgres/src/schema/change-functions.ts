/** What is available and reserved at each venue, after money has moved at one: core's `applyTransfers`. */
const WALLETS = `
CREATE FUNCTION betting_advisor.wallets_v1(wallets jsonb, wallet text, more_available bigint, more_reserved bigint) RETURNS jsonb
LANGUAGE sql IMMUTABLE AS $$
  SELECT wallets || jsonb_build_object(wallet, jsonb_build_object(
    'available', coalesce((wallets #>> ARRAY[wallet, 'available'])::bigint, 0) + more_available,
    'reserved', coalesce((wallets #>> ARRAY[wallet, 'reserved'])::bigint, 0) + more_reserved))
$$;
`

/** Counts what a settlement or correction brought (`profit`) in the windows that it lies in, of an account that is held: core's `LossSums`. */
const POST_LOSS = `
CREATE FUNCTION betting_advisor.post_loss_v1(of_account text, day text, week text, month text, profit bigint) RETURNS void
LANGUAGE sql AS $$
  INSERT INTO betting_advisor.loss AS kept (account, kind, "window", lost)
  VALUES (of_account, 'day', day, -profit), (of_account, 'week', week, -profit), (of_account, 'month', month, -profit)
  ON CONFLICT (account, kind, "window") DO UPDATE SET lost = kept.lost + excluded.lost;
  DELETE FROM betting_advisor.loss l
  WHERE l.account = of_account AND (l.kind, l."window") IN (('day', day), ('week', week), ('month', month)) AND l.lost = 0
$$;
`

/**
 * Applies what core's rules have made of an order, all of it: exposure and claims, money, losses, what happened, the order itself.
 * `change` is what `changeOf` (change.ts) writes. The order's row is held; then locks are taken in the order of `begin_v1`.
 */
const APPLY = `
CREATE FUNCTION betting_advisor.apply_v1(was betting_advisor.orders, change json,
  OUT now_version bigint, OUT now_available bigint, OUT now_reserved bigint, OUT now_capital bigint, OUT now_result bigint,
  OUT now_commission bigint, OUT now_wallets jsonb
) LANGUAGE plpgsql AS $$
#variable_conflict use_column
DECLARE
  largest CONSTANT bigint := 9007199254740991;
  becomes betting_advisor.orders := json_populate_record(was, change -> 'order');
  moved record;
  market_change bigint := 0;
  part json;
  transfer_number bigint;
  first_transfer bigint;
BEGIN
  IF (was.live, was.if_wins, was.if_loses) IS DISTINCT FROM (becomes.live, becomes.if_wins, becomes.if_loses)
    OR json_array_length(change -> 'claims') > 0
  THEN
    INSERT INTO betting_advisor.limit_use AS kept (account, name, used) VALUES (was.account, 'exposure:market:' || was.market, 0)
    ON CONFLICT (account, name) DO UPDATE SET used = kept.used;
    SELECT * INTO moved FROM betting_advisor.exposure_change_v1(was.account, was.market, was.venue, was.strategy, was.selection,
      was.outcomes, was.winners, was.netting, was.number,
      CASE WHEN was.live THEN was.if_wins END, CASE WHEN was.live THEN was.if_loses END,
      CASE WHEN becomes.live THEN becomes.if_wins END, CASE WHEN becomes.live THEN becomes.if_loses END);
    market_change := moved.market_change;
    INSERT INTO betting_advisor.limit_use AS kept (account, name, used)
    SELECT was.account, row.name, row.amount FROM (
      VALUES (1, 'exposure:market:' || was.market, moved.market_change), (2, 'exposure:event:' || was.event, moved.market_change),
        (3, 'exposure:strategy:' || was.strategy, moved.strategy_change), (4, 'exposure:venue:' || was.venue, moved.market_change)
      UNION ALL
      SELECT 4 + claim.turn, claim.value ->> 'name', (claim.value ->> 'amount')::bigint
      FROM json_array_elements(change -> 'claims') WITH ORDINALITY AS claim (value, turn)
    ) AS row (turn, name, amount)
    ORDER BY row.turn
    ON CONFLICT (account, name) DO UPDATE SET used = kept.used + excluded.used;
    -- Of what nothing is taken any more, no row stays; its key is held until the end all the same.
    DELETE FROM betting_advisor.limit_use WHERE account = was.account AND used = 0 AND name = ANY (
      ARRAY['exposure:market:' || was.market, 'exposure:event:' || was.event, 'exposure:strategy:' || was.strategy,
        'exposure:venue:' || was.venue] || ARRAY(SELECT claim ->> 'name' FROM json_array_elements(change -> 'claims') AS claim));
  END IF;

  UPDATE betting_advisor.account a SET version = a.version + 1, exposure = a.exposure + market_change,
    available = a.available + by.available - market_change, reserved = a.reserved + market_change,
    result = a.result + by.result, commission = a.commission + by.commission,
    wallets = CASE WHEN market_change = 0 AND json_array_length(change -> 'transfers') = 0 THEN a.wallets
      ELSE betting_advisor.wallets_v1(a.wallets, was.wallet, by.available - market_change, market_change) END
  FROM json_to_record(change -> 'totals') AS by (available bigint, result bigint, commission bigint)
  WHERE a.key = was.account
  RETURNING a.version, a.available, a.reserved, a.capital, a.result, a.commission, a.wallets
  INTO now_version, now_available, now_reserved, now_capital, now_result, now_commission, now_wallets;
  IF greatest(abs(now_available), abs(now_reserved), abs(now_capital), abs(now_result), abs(now_commission)) > largest THEN
    RAISE EXCEPTION USING ERRCODE = 'BA001', DETAIL = market_change;
  END IF;

  -- Whoever else settles on this market does so with the account held.
  IF json_typeof(change -> 'seen') = 'object' AND NOT EXISTS (
    SELECT FROM (
      SELECT coalesce(sum(o.profit), 0) AS profit, coalesce(sum(o.commission), 0) AS commission, max(o.charge_version) AS word
      FROM betting_advisor.orders o
      WHERE o.account = was.account AND o.market = was.market AND o.venue = was.venue AND o.number <> was.number
    ) AS others
    WHERE others.profit = (change #>> '{seen,profit}')::bigint AND others.commission = (change #>> '{seen,commission}')::bigint
      AND others.word IS NOT DISTINCT FROM (change #>> '{seen,word}')::bigint
  ) THEN
    RAISE EXCEPTION USING ERRCODE = 'BA002';
  END IF;

  FOR part IN SELECT * FROM json_array_elements(change -> 'losses') LOOP
    PERFORM betting_advisor.post_loss_v1(was.account, part ->> 'day', part ->> 'week', part ->> 'month', (part ->> 'profit')::bigint);
  END LOOP;

  IF market_change <> 0 THEN
    INSERT INTO betting_advisor.transfer (account, wallet, kind, order_number, at, available, reserved)
    VALUES (was.account, was.wallet, CASE WHEN market_change > 0 THEN 'reserve' ELSE 'release' END, was.number, becomes.updated_at,
      -market_change, market_change);
  END IF;

  FOR part IN SELECT * FROM json_array_elements(change -> 'transfers') LOOP
    INSERT INTO betting_advisor.transfer (account, wallet, kind, order_number, at, available, reserved, capital, result, commission)
    SELECT was.account, was.wallet, moves.kind, was.number, moves.at, moves.available, moves.reserved, moves.capital, moves.result,
      moves.commission
    FROM json_to_record(part) AS moves (kind text, at bigint, available bigint, reserved bigint, capital bigint, result bigint, commission bigint)
    RETURNING number INTO transfer_number;
    first_transfer := coalesce(first_transfer, transfer_number);
  END LOOP;

  INSERT INTO betting_advisor.audit (account, at, done_by, act, subject, reason)
  SELECT was.account, note.at, note.done_by, note.act, note.subject, note.reason
  FROM json_to_recordset(change -> 'audit') AS note (at bigint, done_by text, act text, subject text, reason text);

  INSERT INTO betting_advisor.order_event (order_number, body)
  SELECT was.number, event FROM json_array_elements(change -> 'events') AS event;

  UPDATE betting_advisor.orders SET state = becomes.state, live = becomes.live, venue_order_id = becomes.venue_order_id,
    matched_stake = becomes.matched_stake, voided_stake = becomes.voided_stake, cancelled_stake = becomes.cancelled_stake,
    lapsed_stake = becomes.lapsed_stake, matched_value = becomes.matched_value, value_basis = becomes.value_basis, average_price = becomes.average_price, reserved = becomes.reserved,
    profit = becomes.profit, commission = becomes.commission, outcome = becomes.outcome,
    closing_probability = becomes.closing_probability, reason_code = becomes.reason_code, reason_message = becomes.reason_message,
    sent_at = becomes.sent_at, reset_at = becomes.reset_at, pending_until = becomes.pending_until,
    amended_stake = becomes.amended_stake, amended_persistence = becomes.amended_persistence,
    settled_at = becomes.settled_at, updated_at = becomes.updated_at,
    cleared_version = becomes.cleared_version, market_charge = becomes.market_charge, charge_version = becomes.charge_version,
    covered = becomes.covered,
    settled_by = coalesce(was.settled_by, CASE WHEN becomes.settled_at IS NOT NULL THEN first_transfer END),
    if_wins = becomes.if_wins, if_loses = becomes.if_loses, filled_wins = becomes.filled_wins, filled_loses = becomes.filled_loses,
    version = now_version
  WHERE number = was.number;
END
$$;
`

const NOW_BALANCES = `OUT answer text, OUT now_version bigint, OUT now_available bigint, OUT now_reserved bigint, OUT now_capital bigint,
  OUT now_result bigint, OUT now_commission bigint, OUT now_wallets jsonb, OUT now_moved bigint`

/** Tells the balances as they are once more, for core to say what is wrong with them; or that they are no more what a change rests on. */
const NOT_APPLIED = `
  EXCEPTION WHEN SQLSTATE 'BA001' THEN
    answer := 'range';
    GET STACKED DIAGNOSTICS moved = PG_EXCEPTION_DETAIL;
    now_moved := moved;
    SELECT a.available, a.reserved, a.capital, a.result, a.commission, a.wallets
    INTO now_available, now_reserved, now_capital, now_result, now_commission, now_wallets
    FROM betting_advisor.account a WHERE a.key = was.account;
  WHEN SQLSTATE 'BA002' THEN
    answer := 'stale';`

/** Whether the run still leads in that epoch; held until the transaction ends, so that no other can begin to lead meanwhile. */
function unlessLeading(account: string): string {
  return `IF fence_leader IS NOT NULL THEN
    PERFORM FROM betting_advisor.lease l
    WHERE l.account = ${account} AND l.leader = fence_leader AND l.epoch = fence_epoch FOR SHARE;
    IF NOT FOUND THEN
      answer := 'fenced';
      RETURN;
    END IF;
  END IF;`
}

/**
 * Changes an order that is still of the version that core's rules were asked of, in one transaction and one round trip; else answers
 * `stale` and changes nothing. With it goes what holds all of its own from then on (`other`); an order that holds something for another that
 * core's rules did not know of is `stale` as well. A bet that was found is inserted as an order that has nothing yet, and then changed to what it is.
 */
export const CHANGE_FUNCTIONS = `${WALLETS}${POST_LOSS}${APPLY}
CREATE FUNCTION betting_advisor.advance_v1(order_key text, seen_version bigint, fence_leader text, fence_epoch bigint, change json,
  other_key text, other_version bigint, other_change json, ${NOW_BALANCES}, OUT now_other_version bigint)
LANGUAGE plpgsql AS $$
DECLARE
  was betting_advisor.orders;
  other betting_advisor.orders;
  moved text;
BEGIN
  -- That which is replaced was recorded first, and is held first.
  SELECT o.* INTO was FROM betting_advisor.orders o WHERE o.key = order_key FOR NO KEY UPDATE;
  IF NOT FOUND OR was.version <> seen_version THEN
    answer := 'stale';
    RETURN;
  END IF;
  IF (change ->> 'endsCover')::boolean THEN
    SELECT o.* INTO other FROM betting_advisor.orders o WHERE o.replaces = order_key AND o.covered > 0 FOR NO KEY UPDATE;
    IF (other.key, other.version) IS DISTINCT FROM (other_key, other_version) THEN
      answer := 'stale';
      RETURN;
    END IF;
  END IF;
  ${unlessLeading('was.account')}
  BEGIN
    SELECT * INTO now_version, now_available, now_reserved, now_capital, now_result, now_commission, now_wallets
    FROM betting_advisor.apply_v1(was, change);
    IF other_key IS NOT NULL THEN
      SELECT a.now_version, a.now_available, a.now_reserved, a.now_capital, a.now_result, a.now_commission, a.now_wallets
      INTO now_other_version, now_available, now_reserved, now_capital, now_result, now_commission, now_wallets
      FROM betting_advisor.apply_v1(other, other_change) a;
    END IF;
    answer := 'changed';
  ${NOT_APPLIED}
  END;
END
$$;

CREATE FUNCTION betting_advisor.adopt_v1(bet json, fence_leader text, fence_epoch bigint, change json, ${NOW_BALANCES},
  OUT now_event text)
LANGUAGE plpgsql AS $$
DECLARE
  given betting_advisor.orders := json_populate_record(NULL::betting_advisor.orders, bet);
  was betting_advisor.orders;
  moved text;
BEGIN
  ${unlessLeading('given.account')}
  BEGIN
    INSERT INTO betting_advisor.limit_use AS kept (account, name, used) VALUES (given.account, 'exposure:market:' || given.market, 0)
    ON CONFLICT (account, name) DO UPDATE SET used = kept.used;
    SELECT coalesce(max(o.event), betting_advisor.linked_event_v1(given.account, given.market), given.event) INTO now_event
    FROM betting_advisor.orders o WHERE o.account = given.account AND o.market = given.market;
    INSERT INTO betting_advisor.orders (key, ref, account, run, strategy, strategy_version, entry, venue, wallet, event, market,
      selection, side, price, stake, liability, decided_at, begun_at, commission_rate, intent, state, live, matched_stake, reserved, updated_at, version,
      outcomes, winners, netting, origin, replaces, each_way)
    VALUES (given.key, given.ref, given.account, given.run, given.strategy, given.strategy_version, given.entry,
      given.venue, given.wallet, now_event, given.market, given.selection, given.side, given.price, given.stake, given.liability,
      given.decided_at, given.decided_at, given.commission_rate, given.intent, 'SENDING', false, 0, 0, given.decided_at, -1, given.outcomes, given.winners, given.netting,
      given.origin, given.replaces, given.each_way)
    ON CONFLICT DO NOTHING RETURNING * INTO was;
    IF NOT FOUND THEN
      answer := 'exists';
      RETURN;
    END IF;
    SELECT * INTO now_version, now_available, now_reserved, now_capital, now_result, now_commission, now_wallets
    FROM betting_advisor.apply_v1(was, change);
    DELETE FROM betting_advisor.limit_use
    WHERE account = given.account AND name = 'exposure:market:' || given.market AND used = 0;
    answer := 'adopted';
  ${NOT_APPLIED}
  END;
END
$$;
`
