package io.asyncreply.systema.ledger.model;

import io.asyncreply.messages.RequestId;
import org.jspecify.annotations.Nullable;

/**
 * Which requests to list, newest first.
 *
 * @param operation only this operation
 * @param state only this state
 * @param before only those older than this one: the last of the previous page
 * @param size most rows to give, at least 1
 */
public record RequestFilter(@Nullable String operation, @Nullable RequestState state, @Nullable RequestId before,
		int size) {

}
