/**
 * Records the replies of the reply queue in the ledger.
 */
@NullMarked
package io.asyncreply.systema.reply;

import org.jspecify.annotations.NullMarked;
