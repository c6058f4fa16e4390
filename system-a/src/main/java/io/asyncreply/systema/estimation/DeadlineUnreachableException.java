package io.asyncreply.systema.estimation;

import io.asyncreply.systema.ledger.admission.RequestRejectedException;

/**
 * Says that a request would end after its deadline.
 */
public final class DeadlineUnreachableException extends RequestRejectedException {

	private static final long serialVersionUID = 1L;

	private final transient CompletionEstimate estimate;

	private final double overdue;

	DeadlineUnreachableException(CompletionEstimate estimate, double overdue) {
		super("It would end " + overdue + " s after its deadline");
		this.estimate = estimate;
		this.overdue = overdue;
	}

	/**
	 * Tells when the request would have ended.
	 * @return an estimate with a number
	 */
	public CompletionEstimate estimate() {
		return this.estimate;
	}

	/**
	 * Tells how long after its deadline that is, which is how long the queue takes to
	 * become short enough if nothing else arrives.
	 * @return seconds
	 */
	public double overdue() {
		return this.overdue;
	}

	@Override
	public String reason() {
		return "deadline-unreachable";
	}

}
