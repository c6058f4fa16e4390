package io.asyncreply.systema.ledger.model;

/**
 * A request of a batch.
 *
 * @param number its line in the upload, counted from 1
 * @param request its row
 */
public record BatchLine(long number, StoredRequest request) {

}
