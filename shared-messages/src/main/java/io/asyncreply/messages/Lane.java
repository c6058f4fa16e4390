package io.asyncreply.messages;

import java.util.List;
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
	BULK,

	/** For what may have killed a worker, one at a time; nobody can ask for it. */
	SUSPECT;

	/** The lanes that a caller can ask for. */
	public static final List<Lane> SELECTABLE = List.of(INTERACTIVE, BULK);

	/**
	 * Reads the label of a lane that a caller asks for.
	 * @param label anything
	 * @return the lane, or empty if nobody can ask for one of that label
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
	 * Gives the name that callers and metrics use.
	 * @return the name in lower case
	 */
	public String label() {
		return name().toLowerCase(Locale.ROOT);
	}

}
