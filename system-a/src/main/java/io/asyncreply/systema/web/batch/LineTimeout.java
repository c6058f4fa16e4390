package io.asyncreply.systema.web.batch;

import java.time.Duration;

import io.asyncreply.systema.web.problem.ProblemException;
import io.asyncreply.systema.web.problem.ProblemType;

/**
 * Ends with a caller who does not get on with an upload.
 */
final class LineTimeout {

	private final Duration perLine;

	private long lines;

	private long gotOnAt = System.nanoTime();

	LineTimeout(Duration perLine) {
		this.perLine = perLine;
	}

	/** The caller is not to blame: nothing was taken from it. */
	void renew() {
		this.gotOnAt = System.nanoTime();
	}

	/**
	 * Sees how far the caller has come.
	 * @param come how many lines have come so far
	 * @throws ProblemException 408 if there was none for too long
	 */
	void require(long come) {
		if (come != this.lines) {
			this.lines = come;
			renew();
		}
		else if (System.nanoTime() - this.gotOnAt > this.perLine.toNanos()) {
			throw ProblemException.of(ProblemType.BODY_TOO_SLOW,
					"Each line must be sent within " + this.perLine + ", without long pauses.");
		}
	}

}
