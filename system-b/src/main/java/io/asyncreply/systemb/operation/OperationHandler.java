package io.asyncreply.systemb.operation;

/**
 * Does the work of an operation. One handler serves many requests at once and may see a
 * request again, with the same id, after a crash or a lost connection.
 *
 * @param <P> the payload
 * @param <R> the result
 */
@FunctionalInterface
public interface OperationHandler<P, R> {

	/**
	 * Processes one request. The thread is interrupted when the work is to stop: at its
	 * time limit or at shutdown.
	 * @param payload fits the payload record and its constraints
	 * @param context the request behind the payload, and the way to report progress
	 * @return the result, at most 1 MiB as JSON
	 * @throws WorkFailedException with what the caller is to read
	 * @throws Exception any other: an {@code IOException} or a {@code TimeoutException}
	 * is worth another attempt, the rest is a failure for good, and the caller reads that
	 * the handler failed and nothing more
	 */
	R process(P payload, WorkContext context) throws Exception;

}
