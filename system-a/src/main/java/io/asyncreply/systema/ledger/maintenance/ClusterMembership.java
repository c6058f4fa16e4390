package io.asyncreply.systema.ledger.maintenance;

/**
 * Whether other instances of System A share the ledger.
 */
public final class ClusterMembership {

	private volatile boolean exist;

	public ClusterMembership() {
	}

	/**
	 * Tells whether there are any.
	 * @return true if somebody else may change rows and accept requests
	 */
	public boolean exist() {
		return this.exist;
	}

	void count(long alive) {
		this.exist = alive > 1;
	}

}
