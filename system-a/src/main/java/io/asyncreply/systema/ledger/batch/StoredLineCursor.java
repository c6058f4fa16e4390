package io.asyncreply.systema.ledger.batch;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;

import io.asyncreply.messages.RequestId;
import io.asyncreply.systema.ledger.dao.BatchQueries;
import org.jspecify.annotations.Nullable;

/**
 * Tells what earlier uploads have stored of a batch, line by line in ascending order, a
 * page in memory.
 */
public final class StoredLineCursor {

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
	 * Looks a line up.
	 * @param number its number, greater than all that were asked for
	 * @return the fingerprint of the line of then, null if none was stored
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
	 * Looks for a line that was not asked for, behind all that were.
	 * @return its number, null if there is none
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
