package io.asyncreply.systema.web.request;

import java.util.ArrayList;
import java.util.List;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.asyncreply.messages.RawJson;
import io.asyncreply.messages.RequestId;
import io.asyncreply.systema.ledger.Ledger;
import io.asyncreply.systema.ledger.model.RequestFilter;
import io.asyncreply.systema.ledger.model.StoredRequest;
import org.jspecify.annotations.Nullable;

/**
 * Page of requests, newest first.
 *
 * @param requests the requests
 * @param nextPageToken token of the next page; null on the last page
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
record RequestPage(List<StatusResponse> requests, @Nullable String nextPageToken) {

	/** Rows per query; each result can have 1 MiB. */
	private static final int SLICE_SIZE = 16;

	/** A page ends early when its results have this many bytes. */
	private static final int MAX_RESULT_BYTES = 4 * 1024 * 1024;

	/**
	 * Reads a page in slices of 16 rows, which limits the memory for large results.
	 * @param ledger the ledger
	 * @param owner the caller
	 * @param filter which requests
	 * @return the page; it can have fewer requests than the filter allows even if there
	 * is a next page
	 */
	static RequestPage read(Ledger ledger, String owner, RequestFilter filter) {
		List<StatusResponse> requests = new ArrayList<>();
		RequestId last = filter.before();
		long bytes = 0;
		while (true) {
			int sliceSize = Math.min(SLICE_SIZE, filter.size() - requests.size());
			List<StoredRequest> slice = ledger.list(owner,
					new RequestFilter(filter.operation(), filter.state(), last, sliceSize + 1));
			for (StoredRequest request : slice.subList(0, Math.min(sliceSize, slice.size()))) {
				requests.add(StatusResponse.of(request, null));
				bytes += length(request.result());
				last = request.id();
			}
			if (slice.size() <= sliceSize || last == null) {
				return new RequestPage(requests, null);
			}
			if (requests.size() == filter.size() || bytes >= MAX_RESULT_BYTES) {
				return new RequestPage(requests, last.toString());
			}
		}
	}

	private static int length(@Nullable RawJson result) {
		return (result != null) ? result.length() : 0;
	}

}
