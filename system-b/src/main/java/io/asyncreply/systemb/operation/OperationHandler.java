package io.asyncreply.systemb.operation;

/**
 * Does the work of one operation. Several threads call a handler at the same time. After
 * a crash or a lost connection, a handler may receive a request with the same id again.
 *
 * @param <P> the payload type
 * @param <R> the result type
 */
@FunctionalInterface
public interface OperationHandler<P, R> {

	/**
	 * Processes one request. System B interrupts the thread at the time limit, at a
	 * cancellation and at shutdown.
	 * @param payload the payload, which satisfies all constraints of its type
	 * @param context the request, and the means to report progress
	 * @return the result, at most 1 MiB as JSON
	 * @throws WorkFailedException to fail the attempt with a problem of the handler's
	 * choice
	 * @throws Exception to fail the attempt with the problem {@code handler-failed}: an
	 * {@code IOException}, {@code UncheckedIOException} or {@code TimeoutException} is
	 * retryable, all others are permanent
	 */
	R process(P payload, WorkContext context) throws Exception;

}
