package io.asyncreply.systema.web.request;

import java.util.function.Predicate;

import io.asyncreply.systema.ledger.model.StoredRequest;
import io.asyncreply.systema.web.http.IfNoneMatch;

/**
 * What a caller waits for.
 *
 * @param matchesNow whether the row as it is answers the caller at once
 * @param matchesChange whether a change ends the wait
 */
record WaitCondition(Predicate<StoredRequest> matchesNow, Predicate<StoredRequest> matchesChange) {

	/** The end of the request. */
	static final WaitCondition END = new WaitCondition(WaitCondition::hasEnded, WaitCondition::hasEnded);

	/**
	 * The next change of the request.
	 * @param ifNoneMatch what the caller has seen; if it does not say, the row as it is
	 * @return what the caller waits for; nothing changes after the end
	 */
	static WaitCondition changeSince(IfNoneMatch ifNoneMatch) {
		if (!ifNoneMatch.isPresent()) {
			return new WaitCondition(WaitCondition::hasEnded, (request) -> true);
		}
		return new WaitCondition((request) -> hasEnded(request) || !ifNoneMatch.matches(request),
				(request) -> !ifNoneMatch.matches(request));
	}

	private static boolean hasEnded(StoredRequest request) {
		return request.state().isEnded();
	}

}
