package io.asyncreply.systema.ledger;

import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

import io.asyncreply.messages.Lane;
import io.asyncreply.messages.RequestId;
import org.jspecify.annotations.Nullable;

/**
 * What the broker has confirmed and the ledger does not say yet. Marking is lazy: short
 * work ends before its mark is written, which saves a statement; a crash in between means
 * a duplicate, never a loss.
 */
final class SentMarks {

	/** Marks beyond which it is time to write them. */
	static final int FULL = 1_000;

	private final Map<RequestId, Sent> marks = new ConcurrentHashMap<>();

	/**
	 * Remembers a confirmed publish, unless one of a later attempt was confirmed before.
	 * @param mark what was published
	 * @return whether it is time to write
	 */
	boolean add(Sent mark) {
		this.marks.merge(mark.id(), mark, (first, second) -> (second.attempt() >= first.attempt()) ? second : first);
		return this.marks.size() >= FULL;
	}

	/**
	 * Tells of a confirmed publish.
	 * @param id the request
	 * @return null if that is written already or never happened
	 */
	@Nullable Sent of(RequestId id) {
		return this.marks.get(id);
	}

	/**
	 * Forgets the mark of a request that has gone on.
	 * @param id the request
	 */
	void forget(RequestId id) {
		this.marks.remove(id);
	}

	boolean isEmpty() {
		return this.marks.isEmpty();
	}

	/**
	 * Writes all marks; they are forgotten with {@link #forget} after the commit.
	 * @param transaction where to write
	 * @return what was written
	 */
	Written write(Transaction transaction) throws SQLException {
		Map<RequestId, Sent> written = Map.copyOf(this.marks);
		List<Entry> entries = new ArrayList<>();
		for (Sent mark : written.values()) {
			transaction.dispatches().sent(mark).ifPresent(entries::add);
		}
		return new Written(written, entries);
	}

	void forget(Written written) {
		written.marks().forEach(this.marks::remove);
	}

	/**
	 * A confirmed publish.
	 *
	 * @param id the request
	 * @param attempt the attempt that was published
	 * @param lane the lane whose queue took it
	 * @param at when it was confirmed
	 */
	record Sent(RequestId id, int attempt, Lane lane, Instant at) {

	}

	/**
	 * What one round wrote.
	 *
	 * @param marks the marks
	 * @param entries the rows that changed
	 */
	record Written(Map<RequestId, Sent> marks, List<Entry> entries) {

	}

}
