package io.asyncreply.systemb.operation;

import io.asyncreply.messages.Problem;
import org.jspecify.annotations.Nullable;

/**
 * Ends work with a problem that the caller of the request reads.
 */
public final class WorkFailedException extends Exception {

	private static final long serialVersionUID = 1L;

	private final transient Problem problem;

	private final boolean retryable;

	private WorkFailedException(Problem problem, boolean retryable, @Nullable Throwable cause) {
		super(problem.title(), cause);
		this.problem = problem;
		this.retryable = retryable;
	}

	/**
	 * Fails an attempt that another may mend.
	 * @param problem what the caller reads should it be the last attempt
	 * @return the exception to throw
	 */
	public static WorkFailedException retryable(Problem problem) {
		return new WorkFailedException(problem, true, null);
	}

	/**
	 * Fails an attempt that another may mend.
	 * @param problem what the caller reads should it be the last attempt
	 * @param cause what is written to the log
	 * @return the exception to throw
	 */
	public static WorkFailedException retryable(Problem problem, Throwable cause) {
		return new WorkFailedException(problem, true, cause);
	}

	/**
	 * Fails for good.
	 * @param problem what the caller reads
	 * @return the exception to throw
	 */
	public static WorkFailedException permanent(Problem problem) {
		return new WorkFailedException(problem, false, null);
	}

	/**
	 * Fails for good.
	 * @param problem what the caller reads
	 * @param cause what is written to the log
	 * @return the exception to throw
	 */
	public static WorkFailedException permanent(Problem problem, Throwable cause) {
		return new WorkFailedException(problem, false, cause);
	}

	/**
	 * Tells what went wrong.
	 * @return what the caller reads
	 */
	public Problem problem() {
		return this.problem;
	}

	/**
	 * Tells whether another attempt may succeed.
	 * @return false if the failure is for good
	 */
	public boolean isRetryable() {
		return this.retryable;
	}

}
