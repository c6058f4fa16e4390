package io.asyncreply.systema.web.batch;

import java.util.Map;
import java.util.regex.Pattern;

import io.asyncreply.systema.web.http.QueryParameter;
import io.asyncreply.systema.web.problem.ProblemException;

/**
 * Reads where the results of a batch begin.
 */
final class AfterParameter {

	private static final QueryParameter AFTER = new QueryParameter("after",
			"must be the number of a line: the results begin after it",
			Pattern.compile("[0-9]{1,18}").asMatchPredicate());

	private AfterParameter() {
	}

	/**
	 * Reads the query of a call.
	 * @param query its parameters
	 * @return the line before the first one, 0 if it does not say
	 * @throws ProblemException 400 if it is not valid
	 */
	static long parse(Map<String, String[]> query) {
		QueryParameter.requireValid(query, AFTER);
		return AFTER.valueIn(query).map(Long::parseLong).orElse(0L);
	}

}
