package io.asyncreply.systemb.operation;

import io.asyncreply.messages.Problem;
import org.jspecify.annotations.Nullable;

/**
 * Fails an attempt with a problem that the caller receives.
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
	 * Creates a failure after which another attempt may succeed.
	 * @param problem the problem that the caller receives if this is the last attempt
	 * @return the exception to throw
	 */
	public static WorkFailedException retryable(Problem problem) {
		return new WorkFailedException(problem, true, null);
	}

	/**
	 * Creates a failure after which another attempt may succeed.
	 * @param problem the problem that the caller receives if this is the last attempt
	 * @param cause the cause, which System B logs
	 * @return the exception to throw
	 */
	public static WorkFailedException retryable(Problem problem, Throwable cause) {
		return new WorkFailedException(problem, true, cause);
	}

	/**
	 * Creates a failure that another attempt would repeat.
	 * @param problem the problem that the caller receives
	 * @return the exception to throw
	 */
	public static WorkFailedException permanent(Problem problem) {
		return new WorkFailedException(problem, false, null);
	}

	/**
	 * Creates a failure that another attempt would repeat.
	 * @param problem the problem that the caller receives
	 * @param cause the cause, which System B logs
	 * @return the exception to throw
	 */
	public static WorkFailedException permanent(Problem problem, Throwable cause) {
		return new WorkFailedException(problem, false, cause);
	}

	/**
	 * Returns the problem that the caller receives.
	 * @return the problem
	 */
	public Problem problem() {
		return this.problem;
	}

	/**
	 * Returns whether another attempt may succeed.
	 * @return false if the failure is permanent
	 */
	public boolean isRetryable() {
		return this.retryable;
	}

}
