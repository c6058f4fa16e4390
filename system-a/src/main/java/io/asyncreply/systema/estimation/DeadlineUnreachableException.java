package io.asyncreply.systema.estimation;

import io.asyncreply.systema.ledger.admission.RequestRejectedException;

/**
 * Thrown when a request would probably complete after its deadline.
 */
public final class DeadlineUnreachableException extends RequestRejectedException {

	private static final long serialVersionUID = 1L;

	private final transient CompletionEstimate completionEstimate;

	private final double overdueSeconds;

	DeadlineUnreachableException(CompletionEstimate completionEstimate, double overdueSeconds) {
		super(RejectionReason.DEADLINE_UNREACHABLE,
				"The request would complete " + overdueSeconds + " s after its deadline");
		this.completionEstimate = completionEstimate;
		this.overdueSeconds = overdueSeconds;
	}

	/**
	 * Returns when the request would complete.
	 * @return an estimate in seconds, never an unknown one
	 */
	public CompletionEstimate estimate() {
		return this.completionEstimate;
	}

	/**
	 * Returns the time between the deadline and the estimate. If no other request
	 * arrives, the queue is short enough after this time.
	 * @return the time in seconds, greater than 0
	 */
	public double overdueSeconds() {
		return this.overdueSeconds;
	}

}
