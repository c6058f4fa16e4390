package io.asyncreply.systema.flow;

import io.asyncreply.systema.ledger.RefusedException;

/**
 * Says that a request would end after its deadline.
 */
public final class DeadlineUnreachableException extends RefusedException {

	private static final long serialVersionUID = 1L;

	private final transient Estimate estimate;

	private final double overdue;

	DeadlineUnreachableException(Estimate estimate, double overdue) {
		super("It would end " + overdue + " s after its deadline");
		this.estimate = estimate;
		this.overdue = overdue;
	}

	/**
	 * Tells when the request would have ended.
	 * @return an estimate with a number
	 */
	public Estimate estimate() {
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
