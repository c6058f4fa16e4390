package io.asyncreply.systema.request;

import java.util.Map;
import java.util.regex.Pattern;

/**
 * Reads where the results of a batch begin.
 */
final class AfterQuery {

	private static final QueryParameter AFTER = new QueryParameter("after",
			"must be the number of a line: the results begin after it",
			Pattern.compile("[0-9]{1,18}").asMatchPredicate());

	private AfterQuery() {
	}

	/**
	 * Reads the query of a call.
	 * @param query its parameters
	 * @return the line before the first one, 0 if it does not say
	 * @throws Refusal 400 if it is not valid
	 */
	static long read(Map<String, String[]> query) {
		QueryParameter.requireValid(query, AFTER);
		return AFTER.in(query).map(Long::parseLong).orElse(0L);
	}

}
