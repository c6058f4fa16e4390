package io.asyncreply.systema.ledger.admission;

/**
 * Signals that a request is rejected and that nothing was stored.
 */
public class RequestRejectedException extends RuntimeException {

	private static final long serialVersionUID = 1L;

	private final RejectionReason reason;

	/**
	 * Creates the exception without a stack trace, because under load it is thrown for
	 * every submission.
	 * @param reason why the request is rejected
	 * @param message the details
	 */
	public RequestRejectedException(RejectionReason reason, String message) {
		super(message, null, false, false);
		this.reason = reason;
	}

	public final RejectionReason reason() {
		return this.reason;
	}

	/**
	 * Why a request is rejected.
	 */
	public enum RejectionReason {

		/** The ledger has as many open requests as its limit allows. */
		BACKLOG_FULL("backlog-full"),

		/** The caller has as many open requests as the limit of one caller allows. */
		TOO_MANY_OPEN("too-many-open"),

		/** The request would end after its deadline. */
		DEADLINE_UNREACHABLE("deadline-unreachable");

		private final String label;

		RejectionReason(String label) {
			this.label = label;
		}

		/** The value of the metric tag {@code reason}. */
		public String label() {
			return this.label;
		}

	}

}
