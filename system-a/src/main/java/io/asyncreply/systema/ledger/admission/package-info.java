/**
 * Limits on open requests and uncommitted bytes, and the throttle of uploads.
 */
@NullMarked
package io.asyncreply.systema.ledger.admission;

import org.jspecify.annotations.NullMarked;
