package io.asyncreply.messages;

import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * Class of requests of one operation. Each lane has a queue of its own.
 */
public enum Lane {

	/** Requests of callers that wait for the result. */
	INTERACTIVE,

	/** Bulk requests. They never delay the interactive lane. */
	BULK,

	/**
	 * Requests that may have crashed a worker, processed one at a time. Callers cannot
	 * select it.
	 */
	SUSPECT;

	/** Lanes that a caller can select. */
	public static final List<Lane> SELECTABLE = List.of(INTERACTIVE, BULK);

	/**
	 * Parses the label of a selectable lane.
	 * @param label untrusted text
	 * @return the lane, or empty if callers cannot select a lane with this label
	 */
	public static Optional<Lane> parse(String label) {
		for (Lane lane : SELECTABLE) {
			if (lane.label().equals(label)) {
				return Optional.of(lane);
			}
		}
		return Optional.empty();
	}

	/**
	 * Returns the name of the lane in the API and in metrics.
	 * @return the name in lower case
	 */
	public String label() {
		return name().toLowerCase(Locale.ROOT);
	}

}
