package io.asyncreply.systema.ledger.admission;

/**
 * Says that the ledger holds as many open requests as it may.
 */
public final class BacklogFullException extends RequestRejectedException {

	private static final long serialVersionUID = 1L;

	BacklogFullException(long maxOpenRequests) {
		super("As many requests are open as may be: " + maxOpenRequests);
	}

	@Override
	public String reason() {
		return "backlog-full";
	}

}
