package io.asyncreply.systema.request;

import java.util.function.Predicate;

import io.asyncreply.systema.ledger.Entry;

/**
 * What a caller waits for.
 *
 * @param now whether the row as it is answers the caller at once
 * @param later whether a change ends the wait
 */
record Until(Predicate<Entry> now, Predicate<Entry> later) {

	/** The end of the request. */
	static final Until END = new Until(Until::hasEnded, Until::hasEnded);

	/**
	 * The next change of the request.
	 * @param seen what the caller has seen; if it does not say, the row as it is
	 * @return what the caller waits for; nothing changes after the end
	 */
	static Until change(EntityTag seen) {
		if (!seen.isPresent()) {
			return new Until(Until::hasEnded, (entry) -> true);
		}
		return new Until((entry) -> hasEnded(entry) || !seen.matches(entry), (entry) -> !seen.matches(entry));
	}

	private static boolean hasEnded(Entry entry) {
		return entry.state().isEnded();
	}

}
