/**
 * Rows, results, times and exceptions of the ledger.
 */
@NullMarked
package io.asyncreply.systema.ledger.model;

import org.jspecify.annotations.NullMarked;
