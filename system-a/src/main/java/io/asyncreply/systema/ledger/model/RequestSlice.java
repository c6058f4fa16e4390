package io.asyncreply.systema.ledger.model;

import java.util.List;

import io.asyncreply.messages.RequestId;
import org.jspecify.annotations.Nullable;

/**
 * Page of requests, newest first.
 *
 * @param requests the requests; none if the ledger looked at many rows without a match
 * @param next the next page begins behind this request; null on the last page
 */
public record RequestSlice(List<StoredRequest> requests, @Nullable RequestId next) {

}
