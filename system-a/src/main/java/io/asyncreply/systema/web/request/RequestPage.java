package io.asyncreply.systema.web.request;

import java.util.List;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.asyncreply.systema.ledger.model.RequestSlice;
import org.jspecify.annotations.Nullable;

/**
 * Page of requests in the API, newest first.
 *
 * @param requests the requests
 * @param nextPageToken token of the next page; null on the last page
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
record RequestPage(List<StatusResponse> requests, @Nullable String nextPageToken) {

	/**
	 * Describes a page.
	 * @param slice the rows
	 * @param contextPath path under which the caller sees the API
	 */
	static RequestPage of(RequestSlice slice, String contextPath) {
		return new RequestPage(
				slice.requests().stream().map((request) -> StatusResponse.of(request, null, contextPath)).toList(),
				(slice.next() != null) ? slice.next().toString() : null);
	}

}
