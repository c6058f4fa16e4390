package io.asyncreply.systema.ledger.model;

import io.asyncreply.messages.RequestId;
import org.jspecify.annotations.Nullable;

/**
 * Conditions and size of a page of requests, newest first.
 *
 * @param operation the operation, null for all
 * @param state the state, null for all
 * @param before the page begins behind this request, null for the first page
 * @param size the maximum number of rows, at least 1
 * @param withResults whether the rows have their results
 */
public record RequestFilter(@Nullable String operation, @Nullable RequestState state, @Nullable RequestId before,
		int size, boolean withResults) {

}
