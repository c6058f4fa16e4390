package io.asyncreply.systema.request;

import java.time.DateTimeException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

import io.asyncreply.messages.Json;
import io.asyncreply.messages.Lane;
import io.asyncreply.messages.MalformedJsonException;
import io.asyncreply.messages.Operation;
import io.asyncreply.messages.Operations;
import io.asyncreply.messages.StrictJson;
import org.jspecify.annotations.Nullable;

/**
 * Reads a submission and refuses it before anything is stored.
 */
final class SubmissionReader {

	private static final Set<String> MEMBERS = Set.of("operation", "payload", "lane", "deadline");

	private static final int MAX_DURATION_LENGTH = 32;

	private final Operations operations;

	private final PayloadValidator payloads;

	private final Duration defaultDeadline;

	private final Duration maxDeadline;

	SubmissionReader(Operations operations, PayloadValidator payloads, Duration defaultDeadline, Duration maxDeadline) {
		this.operations = operations;
		this.payloads = payloads;
		this.defaultDeadline = defaultDeadline;
		this.maxDeadline = maxDeadline;
	}

	/**
	 * Reads a submission.
	 * @param body one JSON object
	 * @param usual the lane unless it names one
	 * @return the submission
	 * @throws MalformedJsonException if the body is not one strictly valid object
	 * @throws Refusal 400 if it says something else than a submission may, 404 if the
	 * operation is unknown
	 */
	Submission read(byte[] body, Lane usual) {
		Map<String, Json> members = StrictJson.members(body);
		List<FieldError> errors = new ArrayList<>();
		members.keySet()
			.stream()
			.filter((name) -> !MEMBERS.contains(name))
			.limit(FieldError.MOST)
			.forEach((name) -> errors.add(new FieldError(Excerpt.of(name), "is unknown")));
		Optional<Operation<?, ?>> operation = operation(members.get("operation"), errors);
		Json payload = members.get("payload");
		if (payload == null) {
			errors.add(new FieldError("payload", "is required"));
		}
		else {
			operation.ifPresent((known) -> errors.addAll(this.payloads.validate(known, payload)));
		}
		Lane lane = lane(members.get("lane"), usual, errors);
		Duration deadline = deadline(members.get("deadline"), errors);
		if (!errors.isEmpty() || operation.isEmpty() || payload == null) {
			throw Refusal.invalid(errors);
		}
		return new Submission(operation.get().name(), payload, lane, deadline);
	}

	private Optional<Operation<?, ?>> operation(@Nullable Json value, List<FieldError> errors) {
		if (value == null) {
			errors.add(new FieldError("operation", "is required"));
			return Optional.empty();
		}
		String name = text(value).orElse(null);
		if (name == null) {
			errors.add(new FieldError("operation", "must be a string"));
			return Optional.empty();
		}
		Optional<Operation<?, ?>> operation = this.operations.find(name);
		if (operation.isEmpty()) {
			throw Refusal.of(ProblemKind.UNKNOWN_OPERATION,
					"There is no operation '" + Excerpt.of(name) + "'; GET /v1/operations lists all.");
		}
		return operation;
	}

	private Lane lane(@Nullable Json value, Lane usual, List<FieldError> errors) {
		if (value == null) {
			return usual;
		}
		return text(value).flatMap(Lane::parse).orElseGet(() -> {
			errors.add(new FieldError("lane", "must be 'interactive' or 'bulk'"));
			return usual;
		});
	}

	private Duration deadline(@Nullable Json value, List<FieldError> errors) {
		if (value == null) {
			return this.defaultDeadline;
		}
		return text(value).flatMap(SubmissionReader::duration).filter(this::isAllowed).orElseGet(() -> {
			errors.add(new FieldError("deadline",
					"must be an ISO-8601 duration from now, longer than PT0S and at most " + this.maxDeadline));
			return this.defaultDeadline;
		});
	}

	private boolean isAllowed(Duration deadline) {
		return deadline.compareTo(Duration.ZERO) > 0 && deadline.compareTo(this.maxDeadline) <= 0;
	}

	private static Optional<Duration> duration(String text) {
		try {
			return (text.length() <= MAX_DURATION_LENGTH) ? Optional.of(Duration.parse(text)) : Optional.empty();
		}
		catch (DateTimeException | ArithmeticException ex) {
			return Optional.empty();
		}
	}

	private static Optional<String> text(Json value) {
		return (value.utf8()[0] == '"') ? Optional.of(StrictJson.bind(value, String.class)) : Optional.empty();
	}

}
