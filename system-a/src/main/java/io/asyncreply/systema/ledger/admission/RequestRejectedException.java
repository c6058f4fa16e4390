package io.asyncreply.systema.ledger.admission;

/**
 * Says that a request is not accepted and that nothing was stored.
 */
public abstract class RequestRejectedException extends RuntimeException {

	private static final long serialVersionUID = 1L;

	/**
	 * Makes it without a stack trace: under load it is thrown for every submission.
	 * @param message why
	 */
	protected RequestRejectedException(String message) {
		super(message, null, false, false);
	}

	/**
	 * Names the reason for who counts refusals.
	 * @return one of a few words, in lower case with hyphens
	 */
	public abstract String reason();

}
