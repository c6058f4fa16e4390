/**
 * Batches in the ledger: uploads in line order, and counts by state.
 */
@NullMarked
package io.asyncreply.systema.ledger.batch;

import org.jspecify.annotations.NullMarked;
