/**
 * From the ledger to the exchange: publish, confirm, back off.
 */
@NullMarked
package io.asyncreply.systema.dispatch;

import org.jspecify.annotations.NullMarked;
