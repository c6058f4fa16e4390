/**
 * From the ledger to the broker: batching, publishing, backoff and dead letters.
 */
@NullMarked
package io.asyncreply.systema.dispatch;

import org.jspecify.annotations.NullMarked;
