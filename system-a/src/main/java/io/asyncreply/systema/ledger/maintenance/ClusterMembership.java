package io.asyncreply.systema.ledger.maintenance;

/**
 * Knows whether other live instances of System A share the ledger.
 */
public final class ClusterMembership {

	private volatile boolean hasPeers;

	public ClusterMembership() {
	}

	/** Whether other instances may change rows and accept requests. */
	public boolean hasPeers() {
		return this.hasPeers;
	}

	void update(long aliveInstances) {
		this.hasPeers = aliveInstances > 1;
	}

}
