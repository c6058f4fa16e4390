package io.asyncreply.systema.ledger;

import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

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
	 * Remembers a confirmed publish.
	 * @param id the request
	 * @param attempt the attempt that was published
	 * @param at when it was confirmed
	 * @return whether it is time to write
	 */
	boolean add(RequestId id, int attempt, Instant at) {
		this.marks.put(id, new Sent(attempt, at));
		return this.marks.size() >= FULL;
	}

	/**
	 * Tells when a publish was confirmed.
	 * @param id the request
	 * @return null if that is written already or never happened
	 */
	@Nullable Instant sentAt(RequestId id) {
		Sent sent = this.marks.get(id);
		return (sent != null) ? sent.at() : null;
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
	 * @param table the table
	 * @return what was written
	 */
	Written write(RequestTable table) throws SQLException {
		Map<RequestId, Sent> written = Map.copyOf(this.marks);
		List<Entry> entries = new ArrayList<>();
		for (Map.Entry<RequestId, Sent> mark : written.entrySet()) {
			table.sent(mark.getKey(), mark.getValue().attempt(), mark.getValue().at()).ifPresent(entries::add);
		}
		return new Written(written, entries);
	}

	void forget(Written written) {
		written.marks().forEach(this.marks::remove);
	}

	/**
	 * A confirmed publish.
	 *
	 * @param attempt the attempt that was published
	 * @param at when it was confirmed
	 */
	record Sent(int attempt, Instant at) {

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
