package io.asyncreply.systema.web.request;

import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import io.asyncreply.messages.RequestId;
import io.asyncreply.messages.operation.Operation;
import io.asyncreply.systema.ledger.model.RequestFilter;
import io.asyncreply.systema.ledger.model.RequestState;
import io.asyncreply.systema.web.http.QueryParameter;
import io.asyncreply.systema.web.problem.ProblemException;

/**
 * Reads what to list.
 */
final class ListQueryParser {

	private static final QueryParameter OPERATION = new QueryParameter("operation", "must be the name of an operation",
			(value) -> value.length() <= 64 && Operation.NAME_PATTERN.matcher(value).matches());

	private static final QueryParameter STATE = new QueryParameter("state",
			"must be one of " + List.of(RequestState.values()),
			(value) -> Stream.of(RequestState.values()).anyMatch((state) -> state.name().equals(value)));

	private static final QueryParameter PAGE_TOKEN = new QueryParameter("pageToken",
			"must be the nextPageToken of another page", (value) -> RequestId.parse(value).isPresent());

	private static final QueryParameter PAGE_SIZE = new QueryParameter("pageSize",
			"must be a whole number from 1 to 200", Pattern.compile("[1-9][0-9]?|1[0-9]{2}|200").asMatchPredicate());

	private static final int DEFAULT_PAGE_SIZE = 50;

	private ListQueryParser() {
	}

	/**
	 * Reads the query of a call.
	 * @param query its parameters
	 * @return which requests to list
	 * @throws ProblemException 400 if it is not valid
	 */
	static RequestFilter parse(Map<String, String[]> query) {
		QueryParameter.requireValid(query, OPERATION, STATE, PAGE_TOKEN, PAGE_SIZE);
		return new RequestFilter(OPERATION.valueIn(query).orElse(null),
				STATE.valueIn(query).map(RequestState::valueOf).orElse(null),
				PAGE_TOKEN.valueIn(query).flatMap(RequestId::parse).orElse(null),
				PAGE_SIZE.valueIn(query).map(Integer::valueOf).orElse(DEFAULT_PAGE_SIZE));
	}

}
