/**
 * Interfaces that other packages implement for the ledger.
 */
@NullMarked
package io.asyncreply.systema.ledger.spi;

import org.jspecify.annotations.NullMarked;
