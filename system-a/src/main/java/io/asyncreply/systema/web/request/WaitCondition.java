package io.asyncreply.systema.web.request;

import java.util.function.Predicate;

import io.asyncreply.systema.ledger.model.StoredRequest;
import io.asyncreply.systema.web.http.IfNoneMatch;

/**
 * What a caller waits for.
 *
 * @param now whether the row as it is answers the caller at once
 * @param later whether a change ends the wait
 */
record WaitCondition(Predicate<StoredRequest> now, Predicate<StoredRequest> later) {

	/** The end of the request. */
	static final WaitCondition END = new WaitCondition(WaitCondition::hasEnded, WaitCondition::hasEnded);

	/**
	 * The next change of the request.
	 * @param seen what the caller has seen; if it does not say, the row as it is
	 * @return what the caller waits for; nothing changes after the end
	 */
	static WaitCondition change(IfNoneMatch seen) {
		if (!seen.isPresent()) {
			return new WaitCondition(WaitCondition::hasEnded, (entry) -> true);
		}
		return new WaitCondition((entry) -> hasEnded(entry) || !seen.matches(entry), (entry) -> !seen.matches(entry));
	}

	private static boolean hasEnded(StoredRequest entry) {
		return entry.state().isEnded();
	}

}
