package io.asyncreply.systema.web.problem;

import java.util.Optional;
import java.util.concurrent.CompletionException;
import java.util.concurrent.RejectedExecutionException;

import io.asyncreply.messaging.http.ErrorIds;
import io.asyncreply.messaging.json.MalformedJsonException;
import io.asyncreply.systema.estimation.DeadlineUnreachableException;
import io.asyncreply.systema.ledger.admission.RequestRejectedException;
import io.asyncreply.systema.ledger.batch.UploadSupersededException;
import io.asyncreply.systema.ledger.model.IdempotencyConflictException;
import io.asyncreply.systema.ledger.model.IdempotencyKeyPurgedException;
import io.asyncreply.systema.ledger.model.LedgerOutOfServiceException;
import io.asyncreply.systema.ledger.model.LedgerUnavailableException;
import io.asyncreply.systema.web.response.RetryAfter;
import io.asyncreply.systema.web.response.TextSanitizer;

/**
 * Maps exceptions to the problems that callers receive.
 */
public final class ProblemMapper {

	private static final int RETRY_AFTER_SECONDS = 5;

	private ProblemMapper() {
	}

	/**
	 * Maps an exception.
	 * @param failure the exception; a {@link CompletionException} is unwrapped
	 * @return the problem; empty if the exception is an internal error
	 */
	public static Optional<ProblemException> toProblem(Throwable failure) {
		if (failure instanceof ProblemException problem) {
			return Optional.of(problem);
		}
		if (failure instanceof CompletionException && failure.getCause() != null) {
			return toProblem(failure.getCause());
		}
		if (failure instanceof MalformedJsonException) {
			return Optional.of(malformedJson(String.valueOf(failure.getMessage())));
		}
		if (failure instanceof IdempotencyConflictException) {
			return Optional.of(idempotencyKeyReused());
		}
		if (failure instanceof IdempotencyKeyPurgedException) {
			return Optional.of(idempotencyKeyPurged());
		}
		if (failure instanceof UploadSupersededException) {
			return Optional
				.of(ProblemException.of(ProblemType.UPLOAD_SUPERSEDED, "A later upload of the same batch has begun."));
		}
		if (failure instanceof RequestRejectedException rejected) {
			return Optional.of(toRejectionProblem(rejected));
		}
		if (failure instanceof LedgerOutOfServiceException outOfService) {
			return Optional.of(ProblemException.retryAfter(ProblemType.LEDGER_UNAVAILABLE,
					"The ledger is out of service: " + outOfService.getMessage() + ". Nothing was stored.", 1));
		}
		if (failure instanceof LedgerUnavailableException || failure instanceof RejectedExecutionException) {
			return Optional.of(ledgerUnavailable());
		}
		return FrameworkProblemMapper.toProblem(failure);
	}

	/**
	 * Logs an unexpected exception under an id.
	 * @param failure the exception
	 * @param path path of the call
	 * @return the problem, which contains the id
	 */
	public static ProblemException internalError(Throwable failure, String path) {
		return ProblemException
			.of(ProblemType.INTERNAL_ERROR, "An unexpected error. The log of System A has it under errorId.")
			.withErrorId(ErrorIds.log(TextSanitizer.sanitize(path), failure));
	}

	/** Rejects an idempotency key that was used with another body. */
	public static ProblemException idempotencyKeyReused() {
		return ProblemException.of(ProblemType.IDEMPOTENCY_KEY_REUSED,
				"This Idempotency-Key was already used with another body.");
	}

	/** Rejects an idempotency key whose request or batch was purged or erased. */
	public static ProblemException idempotencyKeyPurged() {
		return ProblemException.of(ProblemType.PURGED,
				"The request or batch with this Idempotency-Key was purged or erased. Nothing was stored.");
	}

	/** Reports that the ledger did not answer, so that the outcome is unknown. */
	public static ProblemException ledgerUnavailable() {
		return ProblemException.retryAfter(ProblemType.LEDGER_UNAVAILABLE,
				"The ledger did not answer. It is unknown whether a submission was stored. "
						+ "Repeat it with the same Idempotency-Key.",
				1);
	}

	private static ProblemException malformedJson(String message) {
		return ProblemException.of(ProblemType.MALFORMED_JSON,
				"The JSON cannot be read: " + TextSanitizer.sanitize(message) + ".");
	}

	private static ProblemException toRejectionProblem(RequestRejectedException rejected) {
		if (rejected instanceof DeadlineUnreachableException unreachable) {
			return ProblemException
				.retryAfter(ProblemType.DEADLINE_UNREACHABLE,
						"The request would probably miss its deadline. It was not stored.",
						RetryAfter.of(unreachable.overdueSeconds()))
				.withEstimate(unreachable.estimate());
		}
		if (rejected.reason() == RequestRejectedException.RejectionReason.TOO_MANY_OPEN) {
			return ProblemException.retryAfter(ProblemType.TOO_MANY_OPEN,
					"Your limit of open requests has been reached. The request was not stored.", RETRY_AFTER_SECONDS);
		}
		return ProblemException.retryAfter(ProblemType.BACKLOG_FULL,
				"The backlog limit has been reached. The request was not stored.", RETRY_AFTER_SECONDS);
	}

}
