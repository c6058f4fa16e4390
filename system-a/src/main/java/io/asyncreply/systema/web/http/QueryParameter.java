package io.asyncreply.systema.web.http;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.stream.Stream;

import io.asyncreply.systema.web.problem.ProblemException;
import io.asyncreply.systema.web.problem.Violation;
import io.asyncreply.systema.web.response.TextSanitizer;

/**
 * A parameter of the query.
 *
 * @param name its name
 * @param rule what its value must be
 * @param valid whether a value is
 */
public record QueryParameter(String name, String rule, Predicate<String> valid) {

	/**
	 * Refuses parameters that are unknown, repeated or not valid, so that no typing error
	 * asks for more than was meant.
	 * @param query the parameters of a call
	 * @param known what there may be
	 * @throws ProblemException 400 if there is another
	 */
	public static void requireValid(Map<String, String[]> query, QueryParameter... known) {
		List<Violation> errors = new TreeMap<>(query).entrySet()
			.stream()
			.flatMap((entry) -> check(entry.getKey(), entry.getValue(), known).stream())
			.toList();
		if (!errors.isEmpty()) {
			throw ProblemException.invalid(errors);
		}
	}

	/** The value in a query. */
	public Optional<String> valueIn(Map<String, String[]> query) {
		return Optional.ofNullable(query.get(this.name)).map((values) -> values[0]);
	}

	private Optional<Violation> check(String[] values) {
		if (values.length > 1) {
			return Optional.of(new Violation(this.name, "must not be repeated"));
		}
		return this.valid.test(values[0]) ? Optional.empty() : Optional.of(new Violation(this.name, this.rule));
	}

	private static Optional<Violation> check(String name, String[] values, QueryParameter... known) {
		return Stream.of(known)
			.filter((parameter) -> parameter.name().equals(name))
			.findAny()
			.map((parameter) -> parameter.check(values))
			.orElseGet(() -> Optional.of(new Violation(TextSanitizer.sanitize(name), "is unknown")));
	}

}
