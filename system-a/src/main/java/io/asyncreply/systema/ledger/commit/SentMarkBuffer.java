package io.asyncreply.systema.ledger.commit;

import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import java.util.stream.Collectors;

import io.asyncreply.messages.RequestId;
import io.asyncreply.systema.ledger.dao.LedgerTransaction;
import io.asyncreply.systema.ledger.dao.PendingUpdate;
import io.asyncreply.systema.ledger.model.SentMark;
import io.asyncreply.systema.ledger.model.StoredRequest;
import org.jspecify.annotations.Nullable;

/**
 * Holds confirmed publishes that are not written to the ledger yet. Short requests end
 * before their mark is written, which saves a statement. A crash before the write can
 * cause a duplicate publish, never a loss.
 */
public final class SentMarkBuffer {

	/** Most marks that one transaction writes. */
	private static final int PAGE_SIZE = 1_000;

	/** From this size on marks are written at once. */
	private static final int FLUSH_THRESHOLD = 8_192;

	private final Map<RequestId, SentMark> marks = new ConcurrentHashMap<>();

	/** Adds a mark, unless there is one of a later attempt. */
	public void add(SentMark mark) {
		this.marks.merge(mark.id(), mark, (first, second) -> (second.attempt() >= first.attempt()) ? second : first);
	}

	/** Finds the mark of a request, null if there is none. */
	@Nullable SentMark find(RequestId id) {
		return this.marks.get(id);
	}

	/** Removes the mark of a request that has changed since its publish. */
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
	 * Writes a page of marks. They stay in the buffer until
	 * {@link #remove(WrittenMarks)}.
	 * @param ledgerTransaction the transaction to write in
	 * @param before the latest confirm time of the marks to write
	 * @return the written marks, read after the deferred statements
	 */
	public PendingUpdate<WrittenMarks> write(LedgerTransaction ledgerTransaction, Instant before) throws SQLException {
		Map<RequestId, SentMark> written = this.marks.values()
			.stream()
			.filter((mark) -> !mark.confirmedAt().isAfter(before))
			.limit(PAGE_SIZE)
			.collect(Collectors.toMap(SentMark::id, Function.identity()));
		List<PendingUpdate<Optional<StoredRequest>>> updates = new ArrayList<>(written.size());
		for (SentMark mark : written.values()) {
			updates.add(ledgerTransaction.dispatches().markSent(mark));
		}
		return () -> {
			List<StoredRequest> changed = new ArrayList<>(updates.size());
			for (PendingUpdate<Optional<StoredRequest>> update : updates) {
				update.read().ifPresent(changed::add);
			}
			return new WrittenMarks(written, changed);
		};
	}

	/** Removes written marks, unless there is a later mark of the same request. */
	public void remove(WrittenMarks writtenMarks) {
		writtenMarks.marks().forEach(this.marks::remove);
	}

	/**
	 * A page of written marks.
	 *
	 * @param marks the marks by request
	 * @param requests the rows that were changed
	 */
	public record WrittenMarks(Map<RequestId, SentMark> marks, List<StoredRequest> requests) {

		/** Whether there may be more marks to write. */
		public boolean isFullPage() {
			return this.marks.size() == PAGE_SIZE;
		}

	}

}
