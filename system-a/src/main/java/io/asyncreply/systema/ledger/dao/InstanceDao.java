package io.asyncreply.systema.ledger.dao;

import java.sql.SQLException;
import java.time.Duration;

import io.asyncreply.systema.ledger.sql.BoundStatement;
import io.asyncreply.systema.ledger.sql.Dialect;
import io.asyncreply.systema.ledger.sql.WriteSession;

/**
 * The instances of System A on this ledger, told alive from dead by the database's own
 * clock.
 */
public final class InstanceDao {

	private static final String SEEN = "insert into instance (id, seen_at) values (?, %1$s) "
			+ "on conflict (id) do update set seen_at = %1$s";

	private static final String DEAD = "select count(*) from instance where seen_at < %s - ?";

	private static final String ALIVE = "select count(*) from instance where seen_at >= %s - ?";

	private static final String ADOPT = "update request set dispatch_at = ?, instance = ? where id %s";

	private static final String ADOPTABLE = "select id from request where " + RowMappers.IN_HAND
			+ " and instance not in (select id from instance where seen_at >= %s - ?) limit ? %s";

	private static final String BURY = "delete from instance where seen_at < %s - ?";

	private final WriteSession session;

	private final long now;

	/**
	 * Makes the table as one transaction sees it.
	 * @param session where the transaction runs
	 * @param now the time of the transaction in microseconds
	 */
	InstanceDao(WriteSession session, long now) {
		this.session = session;
		this.now = now;
	}

	/** Says that an instance lives. */
	public void seen(String instance) throws SQLException {
		prepare(SEEN).add(instance).update();
	}

	/** Tells whether an instance has been silent for too long. */
	public boolean hasDead(Duration silence) throws SQLException {
		return count(DEAD, silence) > 0;
	}

	public long countAlive(Duration silence) throws SQLException {
		return count(ALIVE, silence);
	}

	/**
	 * Makes what is in the hands of the dead claimable.
	 * @param instance the adopter
	 * @param silence how long an instance may be silent before it is dead
	 * @param limit most requests to adopt
	 * @return how many there were
	 */
	public int adopt(String instance, Duration silence, int limit) throws SQLException {
		Dialect dialect = this.session.dialect();
		String adopt = ADOPT.formatted(dialect.oneOf(ADOPTABLE.formatted(dialect.now(), dialect.skipLocked())));
		return new BoundStatement(this.session, adopt).add(this.now).add(instance).add(silence).add(limit).update();
	}

	/** Forgets the dead. */
	public int bury(Duration silence) throws SQLException {
		return prepare(BURY).add(silence).update();
	}

	/** Says that an instance ends. */
	public int leave(String instance) throws SQLException {
		return new BoundStatement(this.session, "delete from instance where id = ?").add(instance).update();
	}

	/** Forgets everybody: nobody else can be alive. */
	public void clear() throws SQLException {
		new BoundStatement(this.session, "delete from instance").update();
	}

	private long count(String sql, Duration silence) throws SQLException {
		return prepare(sql).add(silence).first((row) -> row.getLong(1)).orElse(0L);
	}

	private BoundStatement prepare(String sql) throws SQLException {
		return new BoundStatement(this.session, sql.formatted(this.session.dialect().now()));
	}

}
