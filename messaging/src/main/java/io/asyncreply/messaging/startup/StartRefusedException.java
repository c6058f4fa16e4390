package io.asyncreply.messaging.startup;

import org.jspecify.annotations.Nullable;

/**
 * Signals that a system does not start, with the reason and what to do about it.
 */
public class StartRefusedException extends IllegalStateException {

	private static final long serialVersionUID = 1L;

	private final String reason;

	private final String action;

	/**
	 * Creates the exception.
	 * @param reason why the system does not start, in one line
	 * @param action what to change, in one line
	 * @param cause the failure, null if there is none
	 */
	public StartRefusedException(String reason, String action, @Nullable Throwable cause) {
		super(reason + ". " + action, cause);
		this.reason = reason;
		this.action = action;
	}

	public final String reason() {
		return this.reason;
	}

	public final String action() {
		return this.action;
	}

}
