package io.asyncreply.systema.ledger.admission;

/**
 * Says that one caller has as many open requests as one may have.
 */
public final class TooManyOpenRequestsException extends RequestRejectedException {

	private static final long serialVersionUID = 1L;

	TooManyOpenRequestsException(long limit) {
		super("The caller has as many open requests as one may have: " + limit);
	}

	@Override
	public String reason() {
		return "too-many-open";
	}

}
