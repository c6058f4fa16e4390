package io.asyncreply.systema.ledger.dao;

import java.sql.SQLException;
import java.time.Duration;

import io.asyncreply.systema.ledger.sql.BoundStatement;
import io.asyncreply.systema.ledger.sql.Dialect;
import io.asyncreply.systema.ledger.sql.WriteSession;

/**
 * Records the heartbeats of instances and takes over the requests of dead ones. An
 * instance is dead if its last heartbeat is too old by the database's clock.
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
	 * Creates the DAO of one transaction.
	 * @param session the session of the transaction
	 * @param now the time of the transaction in microseconds since the epoch
	 */
	InstanceDao(WriteSession session, long now) {
		this.session = session;
		this.now = now;
	}

	/** Writes a heartbeat. */
	public void heartbeat(String instanceId) throws SQLException {
		prepare(HEARTBEAT).add(instanceId).update();
	}

	/** Whether any instance is dead. */
	public boolean hasDead(Duration heartbeatTimeout) throws SQLException {
		return count(COUNT_DEAD, heartbeatTimeout) > 0;
	}

	/** Counts the instances that are not dead. */
	public long countAlive(Duration heartbeatTimeout) throws SQLException {
		return count(COUNT_ALIVE, heartbeatTimeout);
	}

	/**
	 * Makes requests claimable that dead instances have claimed.
	 * @param instanceId the instance that takes over
	 * @param heartbeatTimeout the age of the last heartbeat at which an instance is dead
	 * @param limit the maximum number of requests
	 * @return the number of requests
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

	/** Deletes the dead instances. */
	public int deleteDead(Duration heartbeatTimeout) throws SQLException {
		return prepare(DELETE_DEAD).add(heartbeatTimeout).update();
	}

	/** Deletes an instance that stops. */
	public int deregister(String instanceId) throws SQLException {
		return new BoundStatement(this.session, "delete from instance where id = ?").add(instanceId).update();
	}

	/** Deletes all instances. */
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
