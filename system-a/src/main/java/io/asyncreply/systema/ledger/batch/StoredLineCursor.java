package io.asyncreply.systema.ledger.batch;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;

import io.asyncreply.messages.RequestId;
import io.asyncreply.systema.ledger.dao.BatchQueries;
import org.jspecify.annotations.Nullable;

/**
 * Reads the lines that earlier uploads of a batch have stored, in ascending order. At
 * most 500 lines are in memory.
 */
final class StoredLineCursor {

	private static final int PAGE_SIZE = 500;

	private final BatchQueries batchQueries;

	private final RequestId batch;

	private final Deque<BatchQueries.StoredLine> page = new ArrayDeque<>();

	private long readUpTo;

	private boolean exhausted;

	StoredLineCursor(BatchQueries batchQueries, RequestId batch) {
		this.batchQueries = batchQueries;
		this.batch = batch;
	}

	/**
	 * Finds the fingerprint of a stored line.
	 * @param number the line number, greater than in each call before
	 * @return the SHA-256 of the stored line, null if the line is not stored
	 */
	@Nullable String findFingerprint(long number) {
		BatchQueries.StoredLine next = peek();
		while (next != null && next.number() < number) {
			this.page.remove();
			next = peek();
		}
		return (next != null && next.number() == number) ? this.page.remove().fingerprint() : null;
	}

	/**
	 * Finds the next stored line.
	 * @return the number of the first stored line behind the last requested one, null if
	 * there is none
	 */
	@Nullable Long nextNumber() {
		BatchQueries.StoredLine next = peek();
		return (next != null) ? next.number() : null;
	}

	private BatchQueries.@Nullable StoredLine peek() {
		if (this.page.isEmpty() && !this.exhausted) {
			List<BatchQueries.StoredLine> lines = this.batchQueries.findStoredLines(this.batch, this.readUpTo,
					PAGE_SIZE);
			this.page.addAll(lines);
			this.exhausted = lines.size() < PAGE_SIZE;
			this.readUpTo = lines.isEmpty() ? this.readUpTo : lines.get(lines.size() - 1).number();
		}
		return this.page.peek();
	}

}
