package io.asyncreply.systema.ledger.maintenance;

/**
 * Whether other instances of System A share the ledger.
 */
public final class ClusterMembership {

	private volatile boolean hasPeers;

	public ClusterMembership() {
	}

	/**
	 * Tells whether there are any.
	 * @return true if somebody else may change rows and accept requests
	 */
	public boolean hasPeers() {
		return this.hasPeers;
	}

	void update(long aliveInstances) {
		this.hasPeers = aliveInstances > 1;
	}

}
