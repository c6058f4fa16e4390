package io.asyncreply.systema.web.problem;

import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionException;
import java.util.concurrent.RejectedExecutionException;
import java.util.regex.Pattern;

import io.asyncreply.messaging.json.MalformedJsonException;
import io.asyncreply.systema.estimation.DeadlineUnreachableException;
import io.asyncreply.systema.ledger.admission.RequestRejectedException;
import io.asyncreply.systema.ledger.batch.UploadSupersededException;
import io.asyncreply.systema.ledger.model.IdempotencyConflictException;
import io.asyncreply.systema.ledger.model.LedgerUnavailableException;
import io.asyncreply.systema.web.response.RetryAfter;
import io.asyncreply.systema.web.response.TextSanitizer;
import org.apache.tomcat.util.http.InvalidParameterException;
import org.springframework.http.HttpHeaders;
import org.springframework.web.HttpRequestMethodNotSupportedException;
import org.springframework.web.servlet.resource.NoResourceFoundException;

/**
 * Turns what was thrown into what the caller is told.
 */
public final class ProblemMapper {

	private static final int MAX_DETAIL_LENGTH = 300;

	/** When to look for room again. */
	private static final int RETRY_AFTER_SECONDS = 5;

	/** What the JSON parser says of its own settings and sources. */
	private static final Pattern PARSER_INTERNALS = Pattern
		.compile(", from `[^`]*`|, for suppressing[^)]*|\\(start marker at \\[[^\\]]*\\]\\)|`JsonToken\\.|`");

	private ProblemMapper() {
	}

	/**
	 * Explains a failure.
	 * @param failure what was thrown
	 * @return what the caller is told, or empty if nobody foresaw it
	 */
	public static Optional<ProblemException> toProblem(Throwable failure) {
		if (failure instanceof ProblemException problemException) {
			return Optional.of(problemException);
		}
		if (failure instanceof CompletionException && failure.getCause() != null) {
			return toProblem(failure.getCause());
		}
		if (failure instanceof MalformedJsonException) {
			String detail = PARSER_INTERNALS.matcher(String.valueOf(failure.getMessage())).replaceAll("");
			return Optional
				.of(ProblemException.of(ProblemType.MALFORMED_JSON, TextSanitizer.sanitize(detail, MAX_DETAIL_LENGTH)));
		}
		if (failure instanceof IdempotencyConflictException) {
			return Optional.of(idempotencyKeyReused());
		}
		if (failure instanceof UploadSupersededException) {
			return Optional
				.of(ProblemException.of(ProblemType.UPLOAD_SUPERSEDED, "A later upload of the same batch has begun."));
		}
		if (failure instanceof RequestRejectedException rejected) {
			return toRejectionProblem(rejected);
		}
		if (failure instanceof LedgerUnavailableException || failure instanceof RejectedExecutionException) {
			return Optional.of(ProblemException.retryAfter(ProblemType.LEDGER_UNAVAILABLE,
					"The ledger did not answer. Whether a submission was stored is unknown: "
							+ "repeat it with its Idempotency-Key.",
					1));
		}
		return toFrameworkProblem(failure);
	}

	/** Says that a key came with another body before. */
	public static ProblemException idempotencyKeyReused() {
		return ProblemException.of(ProblemType.IDEMPOTENCY_KEY_REUSED,
				"Another body was submitted with this Idempotency-Key before.");
	}

	private static Optional<ProblemException> toRejectionProblem(RequestRejectedException rejected) {
		if (rejected instanceof DeadlineUnreachableException unreachable) {
			return Optional.of(ProblemException.retryAfter(ProblemType.DEADLINE_UNREACHABLE,
					"The request would end after its deadline; nothing was stored.",
					ProblemExtensions.of(unreachable.estimate()), RetryAfter.of(unreachable.overdueSeconds())));
		}
		if (rejected.reason() == RequestRejectedException.RejectionReason.TOO_MANY_OPEN) {
			return Optional.of(ProblemException.retryAfter(ProblemType.TOO_MANY_OPEN,
					"You have as many open requests as one caller may have; nothing was stored.", RETRY_AFTER_SECONDS));
		}
		return Optional.of(ProblemException.retryAfter(ProblemType.BACKLOG_FULL,
				"As many requests are open as may be; nothing was stored.", RETRY_AFTER_SECONDS));
	}

	private static Optional<ProblemException> toFrameworkProblem(Throwable failure) {
		if (failure instanceof HttpRequestMethodNotSupportedException unsupported) {
			String[] allowed = unsupported.getSupportedMethods();
			return Optional
				.of(ProblemException.of(ProblemType.METHOD_NOT_ALLOWED, "The path does not know this method.",
						(allowed != null) ? Map.of(HttpHeaders.ALLOW, String.join(", ", allowed)) : Map.of()));
		}
		if (failure instanceof NoResourceFoundException) {
			return Optional.of(ProblemException.of(ProblemType.UNKNOWN_PATH, "There is nothing at this path."));
		}
		if (failure instanceof InvalidParameterException) {
			return Optional.of(ProblemException.of(ProblemType.MALFORMED_CALL, "The query is not correctly encoded."));
		}
		return Optional.empty();
	}

}
