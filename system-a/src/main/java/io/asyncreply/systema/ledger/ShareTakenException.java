package io.asyncreply.systema.ledger;

/**
 * Says that one caller has as many open requests as one may have.
 */
public final class ShareTakenException extends RefusedException {

	private static final long serialVersionUID = 1L;

	ShareTakenException(long share) {
		super("The caller has as many open requests as one may have: " + share);
	}

	@Override
	public String reason() {
		return "too-many-open";
	}

}
