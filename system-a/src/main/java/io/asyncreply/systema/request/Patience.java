package io.asyncreply.systema.request;

import java.time.Duration;

/**
 * Ends with a caller who does not get on with an upload.
 */
final class Patience {

	private final Duration perLine;

	private long lines;

	private long gotOnAt = System.nanoTime();

	Patience(Duration perLine) {
		this.perLine = perLine;
	}

	/** The caller is not to blame: nothing was taken from it. */
	void renew() {
		this.gotOnAt = System.nanoTime();
	}

	/**
	 * Sees how far the caller has come.
	 * @param come how many lines have come so far
	 * @throws Refusal 408 if there was none for too long
	 */
	void require(long come) {
		if (come != this.lines) {
			this.lines = come;
			renew();
		}
		else if (System.nanoTime() - this.gotOnAt > this.perLine.toNanos()) {
			throw Refusal.of(ProblemKind.BODY_TOO_SLOW,
					"Each line must be sent within " + this.perLine + ", without long pauses.");
		}
	}

}
