package io.asyncreply.systema.ledger.batch;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;

import io.asyncreply.messages.RequestId;
import io.asyncreply.systema.ledger.dao.BatchQueries;
import io.asyncreply.systema.ledger.model.Batch;
import io.asyncreply.systema.ledger.model.LedgerUnavailableException;
import io.asyncreply.systema.ledger.model.RequestState;
import io.asyncreply.systema.ledger.model.StoredRequest;

/**
 * The durable record of every batch, as its callers see it.
 */
public final class BatchLedger {

	private final BatchWriter batchWriter;

	private final BatchQueries batchQueries;

	private final BatchCountCache batchCountCache;

	public BatchLedger(BatchWriter batchWriter, BatchQueries batchQueries, BatchCountCache batchCountCache) {
		this.batchWriter = batchWriter;
		this.batchQueries = batchQueries;
		this.batchCountCache = batchCountCache;
	}

	/**
	 * Begins an upload. An earlier one of the same batch that is still coming in stores
	 * nothing more.
	 * @param batch the batch
	 * @return completed after the commit, or with {@link LedgerUnavailableException}
	 */
	public CompletableFuture<UploadStart> startUpload(Batch.BatchDraft batch) {
		return this.batchWriter.startUpload(batch);
	}

	/**
	 * Finds a batch.
	 * @param owner who asks
	 * @param batch its id
	 * @return empty if there is none, or it is another owner's
	 * @throws LedgerUnavailableException if the database cannot be read
	 */
	public Optional<Batch> find(String owner, RequestId batch) {
		return this.batchQueries.find(owner, batch);
	}

	/**
	 * Counts the requests of a batch. That takes longer the more there are, and what it
	 * gives may be ten times as old as that; but what an upload stored that has ended is
	 * all in it.
	 * @param batch its row
	 * @return the counts, none for a state without requests
	 * @throws LedgerUnavailableException if the database cannot be read
	 */
	public Map<RequestState, Long> countByState(Batch batch) {
		return this.batchCountCache.countByState(batch);
	}

	/**
	 * Finds the requests that will probably end last: the last line in each open state.
	 * @param batch the id of the batch
	 * @return at most three; none if all have ended
	 * @throws LedgerUnavailableException if the database cannot be read
	 */
	public List<StoredRequest> findLastOpen(RequestId batch) {
		return Stream.of(RequestState.values())
			.filter((state) -> !state.isEnded())
			.flatMap((state) -> this.batchQueries.findLast(batch, state).stream())
			.toList();
	}

	/**
	 * Reads the next requests of a batch in the order of their lines.
	 * @param batch the id of the batch
	 * @param after the line before the first one
	 * @return a page, bounded in number and bytes; empty after the last line
	 * @throws LedgerUnavailableException if the database cannot be read
	 */
	public List<Batch.BatchLine> readLines(RequestId batch, long after) {
		return this.batchQueries.readLines(batch, after);
	}

}
