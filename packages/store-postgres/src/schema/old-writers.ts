/**
 * Keeps the books of this release right while engines of the release before, which know nothing of it, write to the same database.
 *
 * Those call `begin_v2` and change orders, money and stops by statements of their own. They are told apart by what they leave out:
 * whoever knows of versions raises that of the account, and of the order, with every change. For the others these triggers raise them
 * (now and then by more than one), and keep exposure and losses as they should be, so what an old engine has at risk counts for the
 * new ones. Limits on exposure, losses and rate, and the scope of a lock, are not asked by `begin_v2`: an engine of the release before
 * holds itself to claims, funds, kill switch and every lock alone, and while one runs, those limits hold for what the others begin.
 *
 * An old engine that begins takes locks in the order of the new ones. Where it changes an order it takes the account before the limits;
 * if that crosses a new engine, the server ends one of the two transactions (40P01) and it is tried again, in either release.
 */
export const OLD_WRITERS = `
CREATE FUNCTION betting_advisor.add_exposure_v3(o betting_advisor.orders, change bigint, strategy_change bigint) RETURNS void
LANGUAGE sql AS $$
  INSERT INTO betting_advisor.limit_use AS kept (account, name, used)
  SELECT o.account, row.name, row.amount FROM (VALUES (1, 'exposure:market:' || o.market, change), (2, 'exposure:event:' || o.event, change),
    (3, 'exposure:strategy:' || o.strategy, strategy_change), (4, 'exposure:venue:' || o.venue, change)) AS row (turn, name, amount)
  ORDER BY row.turn
  ON CONFLICT (account, name) DO UPDATE SET used = kept.used + excluded.used
$$;

CREATE FUNCTION betting_advisor.old_account_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  NEW.version := OLD.version + 1;
  IF NEW.halted_at IS DISTINCT FROM OLD.halted_at OR NEW.halt_reason IS DISTINCT FROM OLD.halt_reason THEN
    NEW.resume_code := NULL;
    NEW.resume_expires_at := NULL;
  END IF;
  RETURN NEW;
END
$$;
CREATE TRIGGER old_change BEFORE UPDATE OF available, reserved, capital, result, commission, stops_version ON betting_advisor.account
  FOR EACH ROW WHEN (NEW.version = OLD.version) EXECUTE FUNCTION betting_advisor.old_account_change();

CREATE FUNCTION betting_advisor.old_order_losses() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  SELECT l.if_wins, l.if_loses INTO NEW.if_wins, NEW.if_loses
  FROM betting_advisor.losses_v3(NEW.side, NEW.live, NEW.matched_stake, NEW.average_price, NEW.reserved) l;
  RETURN NEW;
END
$$;
CREATE TRIGGER old_losses BEFORE INSERT ON betting_advisor.orders
  FOR EACH ROW WHEN (NEW.version = 0) EXECUTE FUNCTION betting_advisor.old_order_losses();

CREATE FUNCTION betting_advisor.old_order_begun() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  PERFORM betting_advisor.add_exposure_v3(NEW, greatest(0, NEW.if_wins, NEW.if_loses), greatest(0, NEW.if_wins, NEW.if_loses));
  RETURN NULL;
END
$$;
CREATE TRIGGER old_begun AFTER INSERT ON betting_advisor.orders
  FOR EACH ROW WHEN (NEW.version = 0) EXECUTE FUNCTION betting_advisor.old_order_begun();

CREATE FUNCTION betting_advisor.old_order_reserved() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  at_risk bigint;
BEGIN
  UPDATE betting_advisor.orders o SET version = a.version FROM betting_advisor.account a
  WHERE o.number = NEW.order_number AND o.version = 0 AND a.key = o.account
  RETURNING greatest(0, o.if_wins, o.if_loses) INTO at_risk;
  IF FOUND THEN
    UPDATE betting_advisor.account a SET exposure = a.exposure + at_risk WHERE a.key = NEW.account;
  END IF;
  RETURN NULL;
END
$$;
CREATE TRIGGER old_reserved AFTER INSERT ON betting_advisor.transfer
  FOR EACH ROW WHEN (NEW.kind = 'reserve' AND NEW.version IS NULL) EXECUTE FUNCTION betting_advisor.old_order_reserved();

CREATE FUNCTION betting_advisor.old_order_change() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  moved record;
  zone text;
  at record;
BEGIN
  PERFORM FROM betting_advisor.account a WHERE a.key = NEW.account FOR NO KEY UPDATE;
  SELECT l.if_wins, l.if_loses INTO NEW.if_wins, NEW.if_loses
  FROM betting_advisor.losses_v3(NEW.side, NEW.live, NEW.matched_stake, NEW.average_price, NEW.reserved) l;
  INSERT INTO betting_advisor.limit_use AS kept (account, name, used) VALUES (NEW.account, 'exposure:market:' || NEW.market, 0)
  ON CONFLICT (account, name) DO UPDATE SET used = kept.used;
  SELECT * INTO moved FROM betting_advisor.exposure_change_v3(NEW.account, NEW.market, NEW.venue, NEW.strategy, NEW.selection,
    NEW.outcomes, NEW.winners, NEW.netting, NEW.number,
    CASE WHEN OLD.live THEN OLD.if_wins END, CASE WHEN OLD.live THEN OLD.if_loses END,
    CASE WHEN NEW.live THEN NEW.if_wins END, CASE WHEN NEW.live THEN NEW.if_loses END);
  PERFORM betting_advisor.add_exposure_v3(NEW, moved.market_change, moved.strategy_change);
  UPDATE betting_advisor.account a SET exposure = a.exposure + moved.market_change, version = a.version + 1
  WHERE a.key = NEW.account RETURNING a.version, a.time_zone INTO NEW.version, zone;
  IF NEW.state = 'SETTLED' AND OLD.state <> 'SETTLED' AND NEW.profit <> 0 THEN
    SELECT * INTO at FROM betting_advisor.windows_v3(NEW.settled_at, zone);
    PERFORM betting_advisor.book_loss_v3(NEW.account, at.day, at.week, at.month, NEW.profit);
  END IF;
  RETURN NEW;
END
$$;
CREATE TRIGGER old_change BEFORE UPDATE ON betting_advisor.orders
  FOR EACH ROW WHEN (NEW.version = OLD.version) EXECUTE FUNCTION betting_advisor.old_order_change();

CREATE FUNCTION betting_advisor.note_heartbeat() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  NEW.beat_at := clock_timestamp();
  RETURN NEW;
END
$$;
CREATE TRIGGER heartbeat BEFORE UPDATE OF reached_at ON betting_advisor.run
  FOR EACH ROW EXECUTE FUNCTION betting_advisor.note_heartbeat();
`
