package io.asyncreply.systemb.worker.execution;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

import io.asyncreply.systemb.operation.WorkFailedException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Logs the failures of one handler. The stack trace of a cause is logged once while the
 * cause is among the {@value #MAX_CAUSES} latest; two failures have one cause if the same
 * line throws the same exception type.
 */
final class HandlerFailureLogger {

	private static final Logger logger = LoggerFactory.getLogger(HandlerFailureLogger.class);

	static final int MAX_CAUSES = 100;

	private final String operation;

	private final Set<String> loggedCauses = Collections.synchronizedSet(Collections.newSetFromMap(new LatestCauses()));

	HandlerFailureLogger(String operation) {
		this.operation = operation;
	}

	/**
	 * Logs a failure.
	 * @param attempt number of the failed attempt
	 * @param failure the failure
	 * @param cause the exception of the handler
	 */
	void log(int attempt, WorkFailedException failure, Throwable cause) {
		String outcome = failure.isRetryable() ? "System A retries it unless this was the last attempt"
				: "it is not retried";
		if (this.loggedCauses.add(signature(cause))) {
			logger.warn("The handler of {} failed in attempt {}, {}", this.operation, attempt, outcome, cause);
		}
		else {
			logger.warn("The handler of {} failed in attempt {}, {}; an earlier line has the stack trace: {}",
					this.operation, attempt, outcome, cause.toString());
		}
	}

	private static String signature(Throwable cause) {
		StackTraceElement[] frames = cause.getStackTrace();
		return cause.getClass().getName() + ((frames.length > 0) ? " " + frames[0] : "");
	}

	/** Drops the eldest cause when there are too many. */
	private static final class LatestCauses extends LinkedHashMap<String, Boolean> {

		private static final long serialVersionUID = 1L;

		@Override
		protected boolean removeEldestEntry(Map.Entry<String, Boolean> eldest) {
			return size() > MAX_CAUSES;
		}

	}

}
