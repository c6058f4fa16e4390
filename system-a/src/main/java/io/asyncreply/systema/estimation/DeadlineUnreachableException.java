package io.asyncreply.systema.estimation;

import io.asyncreply.systema.ledger.admission.RequestRejectedException;

/**
 * Says that a request would end after its deadline.
 */
public final class DeadlineUnreachableException extends RequestRejectedException {

	private static final long serialVersionUID = 1L;

	private final transient CompletionEstimate completionEstimate;

	private final double overdueSeconds;

	DeadlineUnreachableException(CompletionEstimate completionEstimate, double overdueSeconds) {
		super(RejectionReason.DEADLINE_UNREACHABLE, "It would end " + overdueSeconds + " s after its deadline");
		this.completionEstimate = completionEstimate;
		this.overdueSeconds = overdueSeconds;
	}

	/**
	 * Tells when the request would have ended.
	 * @return an estimate with a number
	 */
	public CompletionEstimate estimate() {
		return this.completionEstimate;
	}

	/**
	 * Tells how long after its deadline that is, which is how long the queue takes to
	 * become short enough if nothing else arrives.
	 * @return seconds
	 */
	public double overdueSeconds() {
		return this.overdueSeconds;
	}

}
