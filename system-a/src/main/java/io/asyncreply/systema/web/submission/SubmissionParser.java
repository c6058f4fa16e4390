package io.asyncreply.systema.web.submission;

import java.time.Clock;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

import io.asyncreply.messages.Lane;
import io.asyncreply.messages.RawJson;
import io.asyncreply.messages.RequestId;
import io.asyncreply.messages.operation.Operation;
import io.asyncreply.messages.operation.OperationRegistry;
import io.asyncreply.messaging.json.MalformedJsonException;
import io.asyncreply.messaging.json.StrictJson;
import io.asyncreply.messaging.tracing.TraceParent;
import io.asyncreply.systema.ledger.model.NewRequest;
import io.asyncreply.systema.web.problem.ProblemException;
import io.asyncreply.systema.web.problem.ProblemType;
import io.asyncreply.systema.web.problem.Violation;
import io.asyncreply.systema.web.response.TextSanitizer;
import org.jspecify.annotations.Nullable;

/**
 * Parses and validates submissions.
 */
public final class SubmissionParser {

	private static final Set<String> MEMBERS = Set.of("operation", "payload", "lane", "deadline");

	private static final int MAX_DURATION_LENGTH = 32;

	private final OperationRegistry operationRegistry;

	private final PayloadValidator payloadValidator;

	private final Duration defaultDeadline;

	private final Duration maxDeadline;

	private final Clock clock;

	SubmissionParser(OperationRegistry operationRegistry, PayloadValidator payloadValidator, Duration defaultDeadline,
			Duration maxDeadline, Clock clock) {
		this.operationRegistry = operationRegistry;
		this.payloadValidator = payloadValidator;
		this.defaultDeadline = defaultDeadline;
		this.maxDeadline = maxDeadline;
		this.clock = clock;
	}

	/**
	 * Parses a submission.
	 * @param body one JSON object
	 * @param defaultLane lane of a submission without one
	 * @param owner the caller
	 * @param idempotencyData idempotency key and fingerprint; null if there is no key
	 * @param trace trace of the call; null if there is none
	 * @return a valid request with a new id
	 * @throws MalformedJsonException if the body is not one strictly valid object
	 * @throws ProblemException 400 if a member is invalid, 404 if the operation is
	 * unknown
	 */
	NewRequest parse(byte[] body, Lane defaultLane, String owner, NewRequest.@Nullable IdempotencyData idempotencyData,
			@Nullable TraceParent trace) {
		Map<String, RawJson> members = StrictJson.members(body);
		List<Violation> errors = new ArrayList<>();
		members.keySet()
			.stream()
			.filter((name) -> !MEMBERS.contains(name))
			.limit(Violation.MAX_REPORTED)
			.forEach((name) -> errors.add(new Violation(TextSanitizer.sanitize(name), "is unknown")));
		members.values().removeIf(SubmissionParser::isNull);
		Optional<Operation<?, ?>> operation = parseOperation(members.get("operation"), errors);
		RawJson payload = members.get("payload");
		if (payload == null) {
			errors.add(new Violation("payload", "is required"));
		}
		else {
			operation.ifPresent((known) -> errors.addAll(this.payloadValidator.validate(known, payload)));
		}
		Lane lane = parseLane(members.get("lane"), defaultLane, errors);
		Duration deadline = parseDeadline(members.get("deadline"), errors);
		if (!errors.isEmpty() || operation.isEmpty() || payload == null) {
			throw ProblemException.invalid(errors);
		}
		return new NewRequest(RequestId.generate(this.clock), owner, operation.get().name(), lane, payload,
				this.clock.instant().plus(deadline).truncatedTo(ChronoUnit.MILLIS), idempotencyData, trace);
	}

	private Optional<Operation<?, ?>> parseOperation(@Nullable RawJson value, List<Violation> errors) {
		if (value == null) {
			errors.add(new Violation("operation", "is required"));
			return Optional.empty();
		}
		String name = stringValue(value).orElse(null);
		if (name == null) {
			errors.add(new Violation("operation", "must be a string"));
			return Optional.empty();
		}
		Optional<Operation<?, ?>> operation = this.operationRegistry.find(name);
		if (operation.isEmpty()) {
			throw ProblemException.of(ProblemType.UNKNOWN_OPERATION, "There is no operation '"
					+ TextSanitizer.sanitize(name) + "'. GET /v1/operations lists all operations.");
		}
		return operation;
	}

	private Lane parseLane(@Nullable RawJson value, Lane defaultLane, List<Violation> errors) {
		if (value == null) {
			return defaultLane;
		}
		return stringValue(value).flatMap(Lane::parse).orElseGet(() -> {
			errors.add(new Violation("lane", "must be 'interactive' or 'bulk'"));
			return defaultLane;
		});
	}

	private Duration parseDeadline(@Nullable RawJson value, List<Violation> errors) {
		if (value == null) {
			return this.defaultDeadline;
		}
		return stringValue(value).flatMap(SubmissionParser::parseDuration).filter(this::isAllowed).orElseGet(() -> {
			errors.add(new Violation("deadline",
					"must be an ISO-8601 duration from now, longer than PT0S and at most " + this.maxDeadline));
			return this.defaultDeadline;
		});
	}

	private boolean isAllowed(Duration deadline) {
		return deadline.compareTo(Duration.ZERO) > 0 && deadline.compareTo(this.maxDeadline) <= 0;
	}

	private static Optional<Duration> parseDuration(String text) {
		try {
			return (text.length() <= MAX_DURATION_LENGTH) ? Optional.of(Duration.parse(text)) : Optional.empty();
		}
		catch (DateTimeException | ArithmeticException ex) {
			return Optional.empty();
		}
	}

	/** Many clients write a missing value as null. */
	private static boolean isNull(RawJson value) {
		return value.utf8()[0] == 'n';
	}

	private static Optional<String> stringValue(RawJson value) {
		return (value.utf8()[0] == '"') ? Optional.of(StrictJson.bind(value, String.class)) : Optional.empty();
	}

}
