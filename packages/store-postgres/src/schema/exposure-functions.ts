/**
 * By how much one order's change moves what its market can lose: core's `exposureChange`, asked of the live orders as they are.
 *
 * Whoever calls it holds the row of the market among the limits, so that those orders stay as they are. An order counts from when
 * `was_wins` is null, and until `is_wins` is null. Where a venue does not net, orders do not touch each other. Where it does, the
 * worst outcome of its group is: everything loses, but for as many selections as win, the dearest of them, and of those that bring
 * something only as many as cannot be replaced by selections without a bet.
 */
export const EXPOSURE_FUNCTIONS = `
CREATE FUNCTION betting_advisor.linked_event_v1(of_account text, of_market text) RETURNS text LANGUAGE sql STABLE AS $$
  SELECT l.event FROM betting_advisor.link_market m JOIN betting_advisor.link l ON l.account = m.account AND l.id = m.link
  WHERE m.account = of_account AND m.market = of_market LIMIT 1
$$;

CREATE FUNCTION betting_advisor.exposure_change_v1(
  of_account text, of_market text, of_venue text, of_strategy text, of_selection text,
  of_outcomes bigint, of_winners bigint, of_netting boolean, of_order bigint,
  was_wins bigint, was_loses bigint, is_wins bigint, is_loses bigint,
  OUT market_change bigint, OUT strategy_change bigint, OUT selection_change bigint
) LANGUAGE plpgsql AS $$
BEGIN
  -- The first order on a market is by far the most frequent one, and what it can lose alone is soon told.
  IF of_netting AND was_wins IS NULL AND NOT EXISTS (
    SELECT FROM betting_advisor.orders o
    WHERE o.account = of_account AND o.market = of_market AND o.live AND o.number IS DISTINCT FROM of_order
  ) THEN
    market_change := greatest(0, is_loses + CASE WHEN of_winners >= 1
      AND (is_wins > is_loses OR greatest(0, of_outcomes - 1) < of_winners) THEN is_wins - is_loses ELSE 0 END);
    strategy_change := market_change;
    selection_change := market_change;
    RETURN;
  END IF;
  IF NOT of_netting THEN
    market_change := greatest(0, is_wins, is_loses) - greatest(0, was_wins, was_loses);
    strategy_change := market_change;
    selection_change := market_change;
    RETURN;
  END IF;
  WITH position AS (
    SELECT o.strategy, o.selection, o.outcomes, o.winners, o.if_wins, o.if_loses, NULL::boolean AS after
    FROM betting_advisor.orders o
    WHERE o.account = of_account AND o.market = of_market AND o.live AND o.netting AND o.venue = of_venue
      AND o.number IS DISTINCT FROM of_order
    UNION ALL
    SELECT of_strategy, of_selection, of_outcomes, of_winners, was_wins, was_loses, false WHERE was_wins IS NOT NULL
    UNION ALL
    SELECT of_strategy, of_selection, of_outcomes, of_winners, is_wins, is_loses, true WHERE is_wins IS NOT NULL
  ), dearest AS (
    SELECT view.scope, view.after, sum(p.if_loses) AS loses, sum(p.if_wins) - sum(p.if_loses) AS cost,
      max(p.outcomes) AS outcomes, max(p.winners) AS winners
    FROM (VALUES ('market', false), ('market', true), ('strategy', false), ('strategy', true), ('selection', false),
      ('selection', true)) AS view (scope, after)
    JOIN position p ON (p.after IS NULL OR p.after = view.after) AND (
      view.scope = 'market' OR (view.scope = 'strategy' AND p.strategy = of_strategy)
      OR (view.scope = 'selection' AND p.selection = of_selection))
    GROUP BY view.scope, view.after, p.selection
  ), placed AS (
    SELECT scope, after, loses, cost, max(outcomes) OVER whole - count(*) OVER whole AS free, max(winners) OVER whole AS winners,
      row_number() OVER (PARTITION BY scope, after ORDER BY cost DESC) AS place
    FROM dearest WINDOW whole AS (PARTITION BY scope, after)
  ), measured AS (
    SELECT scope, (CASE WHEN after THEN 1 ELSE -1 END) * greatest(0, sum(loses)
      + coalesce(sum(cost) FILTER (WHERE place <= winners AND (cost > 0 OR greatest(0, free) <= winners - place)), 0)) AS change
    FROM placed GROUP BY scope, after
  )
  SELECT coalesce(sum(change) FILTER (WHERE scope = 'market'), 0),
    coalesce(sum(change) FILTER (WHERE scope = 'strategy'), 0),
    coalesce(sum(change) FILTER (WHERE scope = 'selection'), 0)
  INTO market_change, strategy_change, selection_change FROM measured;
END
$$;

COMMENT ON FUNCTION betting_advisor.exposure_change_v1 IS 'By how much an order that changes moves what its market can lose';

CREATE FUNCTION betting_advisor.reduces_v1(of_account text, of_market text, of_venue text, of_selection text, of_outcomes bigint,
  of_winners bigint, of_wins bigint, of_loses bigint) RETURNS boolean
LANGUAGE sql AS $$
  WITH position AS (
    SELECT o.selection, o.outcomes, o.winners, o.filled_wins AS wins, o.filled_loses AS loses, NULL::boolean AS after
    FROM betting_advisor.orders o
    WHERE o.account = of_account AND o.market = of_market AND o.live AND o.netting AND o.venue = of_venue
    UNION ALL
    SELECT of_selection, of_outcomes, of_winners, of_wins, of_loses, true
  ), dearest AS (
    SELECT view.after, sum(p.loses) AS loses, sum(p.wins) - sum(p.loses) AS cost, max(p.outcomes) AS outcomes, max(p.winners) AS winners
    FROM (VALUES (false), (true)) AS view (after) JOIN position p ON p.after IS NULL OR p.after = view.after
    GROUP BY view.after, p.selection
  ), placed AS (
    SELECT after, loses, cost, max(outcomes) OVER whole - count(*) OVER whole AS free, max(winners) OVER whole AS winners,
      row_number() OVER (PARTITION BY after ORDER BY cost DESC) AS place
    FROM dearest WINDOW whole AS (PARTITION BY after)
  ), measured AS (
    SELECT after, greatest(0, sum(loses)
      + coalesce(sum(cost) FILTER (WHERE place <= winners AND (cost > 0 OR greatest(0, free) <= winners - place)), 0)) AS worst
    FROM placed GROUP BY after
  )
  SELECT coalesce(max(worst) FILTER (WHERE after), 0) < coalesce(max(worst) FILTER (WHERE NOT after), 0) FROM measured
$$;

COMMENT ON FUNCTION betting_advisor.reduces_v1 IS
  'Whether a market can lose less with an order than without, once all that is open there is matched: of one that adds nothing while it is open';

CREATE FUNCTION betting_advisor.selection_exposure_v1(of_account text, of_market text, of_selection text) RETURNS bigint
LANGUAGE sql AS $$
  SELECT coalesce(sum(CASE WHEN netting THEN greatest(0, loses + CASE
      WHEN winners >= 1 AND (cost > 0 OR greatest(0, outcomes - 1) < winners) THEN cost ELSE 0 END) ELSE apart END), 0)::bigint
  FROM (
    SELECT o.netting, sum(o.if_loses) AS loses, sum(o.if_wins) - sum(o.if_loses) AS cost, max(o.outcomes) AS outcomes,
      max(o.winners) AS winners, sum(greatest(0, o.if_wins, o.if_loses)) AS apart
    FROM betting_advisor.orders o
    WHERE o.account = of_account AND o.market = of_market AND o.selection = of_selection AND o.live
    GROUP BY o.netting, o.venue
  ) AS venue
$$;
`
