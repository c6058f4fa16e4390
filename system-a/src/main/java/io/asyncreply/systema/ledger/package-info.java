/**
 * The durable record of every request; the only package with SQL.
 */
@NullMarked
package io.asyncreply.systema.ledger;

import org.jspecify.annotations.NullMarked;
