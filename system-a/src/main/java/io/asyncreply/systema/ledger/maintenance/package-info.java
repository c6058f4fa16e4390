/**
 * Expiry, retention, and failover of dead instances.
 */
@NullMarked
package io.asyncreply.systema.ledger.maintenance;

import org.jspecify.annotations.NullMarked;
