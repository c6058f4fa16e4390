package io.asyncreply.systema.web.request;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;

import io.asyncreply.systema.ledger.model.StoredRequest;

/**
 * Reads long results, which the ledger leaves out of the row of a request. The threads of
 * the executor limit how many are in memory before their response is being written.
 */
final class LongResultReader {

	private final RequestFinder requestFinder;

	private final Executor executor;

	LongResultReader(RequestFinder requestFinder, Executor executor) {
		this.requestFinder = requestFinder;
		this.executor = executor;
	}

	/**
	 * Adds the result to a status without it.
	 * @param status the status
	 * @return completed at once unless the result was left out; or with the ledger's
	 * exceptions or a {@link io.asyncreply.systema.web.problem.ProblemException}
	 */
	CompletableFuture<RequestStatus> complete(RequestStatus status) {
		if (!status.request().isResultOmitted()) {
			return CompletableFuture.completedFuture(status);
		}
		return CompletableFuture.supplyAsync(() -> {
			StoredRequest request = status.request();
			return status.withResult(this.requestFinder.findResult(request.owner(), request.id()));
		}, this.executor);
	}

}
