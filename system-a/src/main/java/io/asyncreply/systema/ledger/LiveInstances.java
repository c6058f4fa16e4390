package io.asyncreply.systema.ledger;

/**
 * The live instances of System A that share the ledger.
 */
public final class LiveInstances {

	private volatile boolean hasPeers;

	public LiveInstances() {
	}

	/** Whether other instances may change rows and accept requests. */
	public boolean hasPeers() {
		return this.hasPeers;
	}

	/**
	 * Updates the number of instances.
	 * @param count the number of live instances, including this one
	 */
	public void update(long count) {
		this.hasPeers = count > 1;
	}

}
