package io.asyncreply.systema.ledger;

import java.sql.SQLException;
import java.time.Duration;

/**
 * The instances of System A on this ledger, told alive from dead by the database's own
 * clock.
 */
final class InstanceTable {

	private static final String SEEN = "insert into instance (id, seen_at) values (?, %1$s) "
			+ "on conflict (id) do update set seen_at = %1$s";

	private static final String DEAD = "select count(*) from instance where seen_at < %s - ?";

	private static final String ALIVE = "select count(*) from instance where seen_at >= %s - ?";

	private static final String ADOPT = "update request set dispatch_at = ?, instance = ? where id %s";

	private static final String ADOPTABLE = "select id from request where " + Rows.IN_HAND
			+ " and instance not in (select id from instance where seen_at >= %s - ?) limit ? %s";

	private static final String BURY = "delete from instance where seen_at < %s - ?";

	private final LedgerSession session;

	private final long now;

	/**
	 * Makes the table as one transaction sees it.
	 * @param session where the transaction runs
	 * @param now the time of the transaction in microseconds
	 */
	InstanceTable(LedgerSession session, long now) {
		this.session = session;
		this.now = now;
	}

	/** Says that an instance lives. */
	void seen(String instance) throws SQLException {
		prepare(SEEN).add(instance).update();
	}

	/** Tells whether an instance has been silent for too long. */
	boolean hasDead(Duration silence) throws SQLException {
		return count(DEAD, silence) > 0;
	}

	long countAlive(Duration silence) throws SQLException {
		return count(ALIVE, silence);
	}

	/**
	 * Makes what is in the hands of the dead claimable.
	 * @param instance the adopter
	 * @param silence how long an instance may be silent before it is dead
	 * @param limit most requests to adopt
	 * @return how many there were
	 */
	int adopt(String instance, Duration silence, int limit) throws SQLException {
		Dialect dialect = this.session.dialect();
		String adopt = ADOPT.formatted(dialect.oneOf(ADOPTABLE.formatted(dialect.now(), dialect.skipLocked())));
		return new Parameters(this.session, adopt).add(this.now).add(instance).add(silence).add(limit).update();
	}

	/** Forgets the dead. */
	int bury(Duration silence) throws SQLException {
		return prepare(BURY).add(silence).update();
	}

	/** Says that an instance ends. */
	int leave(String instance) throws SQLException {
		return new Parameters(this.session, "delete from instance where id = ?").add(instance).update();
	}

	/** Forgets everybody: nobody else can be alive. */
	void clear() throws SQLException {
		new Parameters(this.session, "delete from instance").update();
	}

	private long count(String sql, Duration silence) throws SQLException {
		return prepare(sql).add(silence).first((row) -> row.getLong(1)).orElse(0L);
	}

	private Parameters prepare(String sql) throws SQLException {
		return new Parameters(this.session, sql.formatted(this.session.dialect().now()));
	}

}
