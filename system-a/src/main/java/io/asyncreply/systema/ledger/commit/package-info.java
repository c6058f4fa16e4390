/**
 * Group commit: one writer, one transaction for all changes that are queued.
 */
@NullMarked
package io.asyncreply.systema.ledger.commit;

import org.jspecify.annotations.NullMarked;
