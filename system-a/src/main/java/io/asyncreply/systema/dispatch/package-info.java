/**
 * Publishes requests of the ledger to the broker: batching, backoff and dead letters.
 */
@NullMarked
package io.asyncreply.systema.dispatch;

import org.jspecify.annotations.NullMarked;
