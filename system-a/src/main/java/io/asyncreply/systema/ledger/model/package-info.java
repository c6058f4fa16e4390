/**
 * Rows, results and errors of the ledger.
 */
@NullMarked
package io.asyncreply.systema.ledger.model;

import org.jspecify.annotations.NullMarked;
