/**
 * Group commit: one writer commits all queued changes in one transaction.
 */
@NullMarked
package io.asyncreply.systema.ledger.commit;

import org.jspecify.annotations.NullMarked;
