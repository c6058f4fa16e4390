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

	private static final String HEARTBEAT = "insert into instance (id, heartbeat_at) values (?, %1$s) "
			+ "on conflict (id) do update set heartbeat_at = %1$s";

	private static final String COUNT_DEAD = "select count(*) from instance where heartbeat_at < %s - ?";

	private static final String COUNT_ALIVE = "select count(*) from instance where heartbeat_at >= %s - ?";

	private static final String TAKE_OVER = "update request set dispatch_at = ?, instance = ? where id %s";

	private static final String ORPHANED = "select id from request where " + RowMappers.CLAIMED
			+ " and instance not in (select id from instance where heartbeat_at >= %s - ?) limit ? %s";

	private static final String DELETE_DEAD = "delete from instance where heartbeat_at < %s - ?";

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
	public void heartbeat(String instanceId) throws SQLException {
		prepare(HEARTBEAT).add(instanceId).update();
	}

	/** Tells whether an instance has been silent for too long. */
	public boolean hasDead(Duration heartbeatTimeout) throws SQLException {
		return count(COUNT_DEAD, heartbeatTimeout) > 0;
	}

	public long countAlive(Duration heartbeatTimeout) throws SQLException {
		return count(COUNT_ALIVE, heartbeatTimeout);
	}

	/**
	 * Makes what is in the hands of the dead claimable.
	 * @param instanceId the adopter
	 * @param heartbeatTimeout how long an instance may be silent before it is dead
	 * @param limit most requests to adopt
	 * @return how many there were
	 */
	public int takeOver(String instanceId, Duration heartbeatTimeout, int limit) throws SQLException {
		Dialect dialect = this.session.dialect();
		String sql = TAKE_OVER
			.formatted(dialect.inSubquery(ORPHANED.formatted(dialect.nowExpression(), dialect.skipLockedClause())));
		return new BoundStatement(this.session, sql).add(this.now)
			.add(instanceId)
			.add(heartbeatTimeout)
			.add(limit)
			.update();
	}

	/** Forgets the dead. */
	public int deleteDead(Duration heartbeatTimeout) throws SQLException {
		return prepare(DELETE_DEAD).add(heartbeatTimeout).update();
	}

	/** Says that an instance ends. */
	public int deregister(String instanceId) throws SQLException {
		return new BoundStatement(this.session, "delete from instance where id = ?").add(instanceId).update();
	}

	/** Forgets everybody: nobody else can be alive. */
	public void deregisterAll() throws SQLException {
		new BoundStatement(this.session, "delete from instance").update();
	}

	private long count(String sql, Duration heartbeatTimeout) throws SQLException {
		return prepare(sql).add(heartbeatTimeout).first((row) -> row.getLong(1)).orElse(0L);
	}

	private BoundStatement prepare(String sql) throws SQLException {
		return new BoundStatement(this.session, sql.formatted(this.session.dialect().nowExpression()));
	}

}
