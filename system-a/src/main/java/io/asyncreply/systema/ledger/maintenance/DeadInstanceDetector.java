package io.asyncreply.systema.ledger.maintenance;

import java.sql.SQLException;
import java.time.Duration;

import io.asyncreply.systema.ledger.LiveInstances;
import io.asyncreply.systema.ledger.dao.InstanceDao;
import io.asyncreply.systema.ledger.model.InstanceId;

/**
 * Detects dead instances, which are those without a heartbeat for 10 s, and writes the
 * heartbeats of this instance.
 */
public final class DeadInstanceDetector {

	/** An instance whose last heartbeat is older is dead. */
	static final Duration HEARTBEAT_TIMEOUT = Duration.ofSeconds(10);

	private final InstanceId instanceId;

	private final LiveInstances liveInstances;

	public DeadInstanceDetector(InstanceId instanceId, LiveInstances liveInstances) {
		this.instanceId = instanceId;
		this.liveInstances = liveInstances;
	}

	/**
	 * Writes a heartbeat of this instance and counts the live instances.
	 * @return whether an instance is dead
	 */
	boolean detect(InstanceDao instanceDao) throws SQLException {
		instanceDao.heartbeat(this.instanceId.value());
		this.liveInstances.update(instanceDao.countAlive(HEARTBEAT_TIMEOUT));
		return instanceDao.hasDead(HEARTBEAT_TIMEOUT);
	}

	/** Whether this instance shares the ledger with live ones. */
	boolean hasPeers() {
		return this.liveInstances.hasPeers();
	}

}
