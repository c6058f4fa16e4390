/**
 * The ledger: the durable record of every request.
 */
@NullMarked
package io.asyncreply.systema.ledger;

import org.jspecify.annotations.NullMarked;
