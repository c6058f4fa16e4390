package io.asyncreply.messages;

import java.util.Locale;
import java.util.Optional;

/**
 * Keeps requests that somebody waits for apart from those that came in bulk; each lane of
 * an operation is a queue of its own.
 */
public enum Lane {

	/** For callers who wait. */
	INTERACTIVE,

	/** For bulk work, which never delays the other lane. */
	BULK;

	/**
	 * Reads the label of a lane.
	 * @param label anything
	 * @return the lane, or empty if there is none of that label
	 */
	public static Optional<Lane> parse(String label) {
		for (Lane lane : values()) {
			if (lane.label().equals(label)) {
				return Optional.of(lane);
			}
		}
		return Optional.empty();
	}

	/**
	 * Gives the name that callers and metrics use.
	 * @return the name in lower case
	 */
	public String label() {
		return name().toLowerCase(Locale.ROOT);
	}

}
