package io.asyncreply.systema.web.batch;

import java.time.Duration;
import java.util.function.LongSupplier;

import io.asyncreply.systema.web.problem.ProblemException;
import io.asyncreply.systema.web.problem.ProblemType;
import org.springframework.util.unit.DataSize;

/**
 * Requires that an upload makes progress within the line timeout: one accepted line, or
 * rejected lines with as many bytes as the minimum rate gives. The time in which the
 * reader waits for the ledger does not count. Not thread-safe.
 */
final class UploadPace {

	private final Duration lineTimeout;

	private final long progressBytes;

	private final LongSupplier nanoTime;

	private long acceptedLines;

	private long lines;

	private long bytes;

	private long lastProgressNanos;

	UploadPace(Duration lineTimeout, DataSize minRate, LongSupplier nanoTime) {
		this.lineTimeout = lineTimeout;
		this.progressBytes = Math.max(1, minRate.toBytes() * lineTimeout.toMillis() / 1_000);
		this.nanoTime = nanoTime;
		this.lastProgressNanos = nanoTime.getAsLong();
	}

	/** Starts the time again. */
	void reset() {
		this.lastProgressNanos = this.nanoTime.getAsLong();
	}

	/**
	 * Checks the progress of the upload.
	 * @param acceptedLines lines that have been accepted so far
	 * @param lines lines that have been accepted or rejected so far
	 * @param bytes bytes that have been received so far
	 * @throws ProblemException 408 if the upload has made none for the line timeout
	 */
	void check(long acceptedLines, long lines, long bytes) {
		if (acceptedLines != this.acceptedLines || (lines != this.lines && bytes - this.bytes >= this.progressBytes)) {
			this.acceptedLines = acceptedLines;
			this.lines = lines;
			this.bytes = bytes;
			reset();
		}
		else if (this.nanoTime.getAsLong() - this.lastProgressNanos > this.lineTimeout.toNanos()) {
			throw ProblemException.of(ProblemType.BODY_TOO_SLOW, "Within " + this.lineTimeout
					+ ", an upload must send an accepted line, or lines of " + this.progressBytes + " bytes.");
		}
	}

}
