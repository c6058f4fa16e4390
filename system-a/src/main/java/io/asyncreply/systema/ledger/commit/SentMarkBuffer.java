package io.asyncreply.systema.ledger.commit;

import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import java.util.stream.Collectors;

import io.asyncreply.messages.Lane;
import io.asyncreply.messages.RequestId;
import io.asyncreply.systema.ledger.dao.LedgerTransaction;
import io.asyncreply.systema.ledger.model.StoredRequest;
import org.jspecify.annotations.Nullable;

/**
 * What the broker has confirmed and the ledger does not say yet. Marking is lazy: short
 * work ends before its mark is written, which saves a statement; a crash in between means
 * a duplicate, never a loss.
 */
public final class SentMarkBuffer {

	/** Most that one change writes. */
	private static final int PAGE_SIZE = 1_000;

	/** So many are too many to keep for those that end soon. */
	private static final int FLUSH_THRESHOLD = 8_192;

	private final Map<RequestId, SentMark> marks = new ConcurrentHashMap<>();

	/**
	 * Remembers a confirmed publish, unless one of a later attempt was confirmed before.
	 * @param mark what was published
	 */
	public void add(SentMark mark) {
		this.marks.merge(mark.id(), mark, (first, second) -> (second.attempt() >= first.attempt()) ? second : first);
	}

	/**
	 * Tells of a confirmed publish.
	 * @param id the request
	 * @return null if that is written already or never happened
	 */
	@Nullable SentMark find(RequestId id) {
		return this.marks.get(id);
	}

	/**
	 * Forgets the mark of a request that has gone on.
	 * @param id the request
	 */
	void remove(RequestId id) {
		this.marks.remove(id);
	}

	public boolean isEmpty() {
		return this.marks.isEmpty();
	}

	public boolean isFlushDue() {
		return this.marks.size() >= FLUSH_THRESHOLD;
	}

	/**
	 * Writes a page of marks; they are forgotten with {@link #remove} after the commit.
	 * @param ledgerTransaction where to write
	 * @param before only those that were confirmed until then
	 * @return what was written
	 */
	public WrittenMarks write(LedgerTransaction ledgerTransaction, Instant before) throws SQLException {
		Map<RequestId, SentMark> written = this.marks.values()
			.stream()
			.filter((mark) -> !mark.confirmedAt().isAfter(before))
			.limit(PAGE_SIZE)
			.collect(Collectors.toMap(SentMark::id, Function.identity()));
		List<StoredRequest> changed = new ArrayList<>();
		for (SentMark mark : written.values()) {
			ledgerTransaction.dispatches().markSent(mark, changed::add);
		}
		return new WrittenMarks(written, changed);
	}

	public void remove(WrittenMarks writtenMarks) {
		writtenMarks.marks().forEach(this.marks::remove);
	}

	/**
	 * A confirmed publish.
	 *
	 * @param id the request
	 * @param attempt the attempt that was published
	 * @param lane the lane whose queue took it
	 * @param confirmedAt when it was confirmed
	 * @param request its row when it was published, null if that is not known
	 */
	public record SentMark(RequestId id, int attempt, Lane lane, Instant confirmedAt, @Nullable StoredRequest request) {

	}

	/**
	 * What one round wrote.
	 *
	 * @param marks the marks
	 * @param requests the rows that changed
	 */
	public record WrittenMarks(Map<RequestId, SentMark> marks, List<StoredRequest> requests) {

		/** Whether there may be more of them. */
		public boolean isFullPage() {
			return this.marks.size() == PAGE_SIZE;
		}

	}

}
