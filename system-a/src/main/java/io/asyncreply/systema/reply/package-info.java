/**
 * From the reply queue to the ledger.
 */
@NullMarked
package io.asyncreply.systema.reply;

import org.jspecify.annotations.NullMarked;
