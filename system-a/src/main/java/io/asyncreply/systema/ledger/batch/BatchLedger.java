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
 * Stores uploads of batches, and reads batches and their requests.
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
	 * Starts an upload. An earlier upload of the same batch cannot store further lines.
	 * @param batch the batch
	 * @return completed after the commit, or with {@link LedgerUnavailableException}
	 */
	public CompletableFuture<UploadStart> startUpload(Batch.BatchDraft batch) {
		return this.batchWriter.startUpload(batch);
	}

	/**
	 * Finds a batch.
	 * @param owner the caller
	 * @param batch the id of the batch
	 * @return the batch, empty if the owner has no batch with this id
	 * @throws LedgerUnavailableException if the database cannot be read
	 */
	public Optional<Batch> find(String owner, RequestId batch) {
		return this.batchQueries.find(owner, batch);
	}

	/**
	 * Counts the requests of a batch by state. The duration grows with the batch. A count
	 * can be as old as ten times that duration, but it includes all lines of ended
	 * uploads.
	 * @param batch the batch
	 * @return the counts, without states that have no requests
	 * @throws LedgerUnavailableException if the database cannot be read
	 */
	public Map<RequestState, Long> countByState(Batch batch) {
		return this.batchCountCache.countByState(batch);
	}

	/**
	 * Finds the requests that probably end last: the last line of each open state.
	 * @param batch the id of the batch
	 * @return at most three requests, none if all are in a terminal state
	 * @throws LedgerUnavailableException if the database cannot be read
	 */
	public List<StoredRequest> findLastOpen(RequestId batch) {
		return Stream.of(RequestState.values())
			.filter((state) -> !state.isEnded())
			.flatMap((state) -> this.batchQueries.findLast(batch, state).stream())
			.toList();
	}

	/**
	 * Reads a page of the requests of a batch in line order.
	 * @param batch the id of the batch
	 * @param after the page begins behind this line, 0 for the first page
	 * @return a page of limited length and bytes, empty after the last line
	 * @throws LedgerUnavailableException if the database cannot be read
	 */
	public List<Batch.BatchLine> readLines(RequestId batch, long after) {
		return this.batchQueries.readLines(batch, after);
	}

}
