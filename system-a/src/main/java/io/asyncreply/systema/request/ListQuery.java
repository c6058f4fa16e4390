package io.asyncreply.systema.request;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import io.asyncreply.messages.Operation;
import io.asyncreply.messages.RequestId;
import io.asyncreply.systema.ledger.Filter;
import io.asyncreply.systema.ledger.State;

/**
 * Reads what to list; a parameter that is unknown, repeated or not valid is refused, so
 * that no typing error lists more than was meant.
 */
final class ListQuery {

	private static final Parameter OPERATION = new Parameter("operation", "must be the name of an operation",
			(value) -> value.length() <= 64 && Operation.NAME.matcher(value).matches());

	private static final Parameter STATE = new Parameter("state", "must be one of " + List.of(State.values()),
			(value) -> Stream.of(State.values()).anyMatch((state) -> state.name().equals(value)));

	private static final Parameter PAGE_TOKEN = new Parameter("pageToken", "must be the nextPageToken of another page",
			(value) -> RequestId.parse(value).isPresent());

	private static final Parameter PAGE_SIZE = new Parameter("pageSize", "must be a whole number from 1 to 200",
			Pattern.compile("[1-9][0-9]?|1[0-9]{2}|200").asMatchPredicate());

	private static final int DEFAULT_PAGE_SIZE = 50;

	private ListQuery() {
	}

	/**
	 * Reads the query of a call.
	 * @param query its parameters
	 * @return which requests to list
	 * @throws Refusal 400 if it is not valid
	 */
	static Filter read(Map<String, String[]> query) {
		List<FieldError> errors = new TreeMap<>(query).entrySet()
			.stream()
			.flatMap((entry) -> check(entry.getKey(), entry.getValue()).stream())
			.toList();
		if (!errors.isEmpty()) {
			throw Refusal.invalid(errors);
		}
		return new Filter(OPERATION.in(query).orElse(null), STATE.in(query).map(State::valueOf).orElse(null),
				PAGE_TOKEN.in(query).flatMap(RequestId::parse).orElse(null),
				PAGE_SIZE.in(query).map(Integer::valueOf).orElse(DEFAULT_PAGE_SIZE));
	}

	private static Optional<FieldError> check(String name, String[] values) {
		return Stream.of(OPERATION, STATE, PAGE_TOKEN, PAGE_SIZE)
			.filter((known) -> known.name().equals(name))
			.findAny()
			.map((known) -> known.check(values))
			.orElseGet(() -> Optional.of(new FieldError(Excerpt.of(name), "is unknown")));
	}

	/**
	 * A parameter of the query.
	 *
	 * @param name its name
	 * @param rule what its value must be
	 * @param valid whether a value is
	 */
	private record Parameter(String name, String rule, Predicate<String> valid) {

		Optional<FieldError> check(String[] values) {
			if (values.length > 1) {
				return Optional.of(new FieldError(this.name, "must not be repeated"));
			}
			return this.valid.test(values[0]) ? Optional.empty() : Optional.of(new FieldError(this.name, this.rule));
		}

		Optional<String> in(Map<String, String[]> query) {
			return Optional.ofNullable(query.get(this.name)).map((values) -> values[0]);
		}

	}

}
