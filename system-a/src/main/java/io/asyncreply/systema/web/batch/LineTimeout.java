package io.asyncreply.systema.web.batch;

import java.time.Duration;

import io.asyncreply.systema.web.problem.ProblemException;
import io.asyncreply.systema.web.problem.ProblemType;

/**
 * Ends with a caller who does not get on with an upload.
 */
final class LineTimeout {

	private final Duration lineTimeout;

	private long lines;

	private long lastProgressNanos = System.nanoTime();

	LineTimeout(Duration lineTimeout) {
		this.lineTimeout = lineTimeout;
	}

	/** The caller is not to blame: nothing was taken from it. */
	void reset() {
		this.lastProgressNanos = System.nanoTime();
	}

	/**
	 * Sees how far the caller has come.
	 * @param received how many lines have come so far
	 * @throws ProblemException 408 if there was none for too long
	 */
	void check(long received) {
		if (received != this.lines) {
			this.lines = received;
			reset();
		}
		else if (System.nanoTime() - this.lastProgressNanos > this.lineTimeout.toNanos()) {
			throw ProblemException.of(ProblemType.BODY_TOO_SLOW,
					"Each line must be sent within " + this.lineTimeout + ", without long pauses.");
		}
	}

}
