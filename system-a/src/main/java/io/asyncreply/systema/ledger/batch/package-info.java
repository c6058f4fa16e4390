/**
 * Batches in the ledger: uploads in chunks, stored lines and counts by state.
 */
@NullMarked
package io.asyncreply.systema.ledger.batch;

import org.jspecify.annotations.NullMarked;
