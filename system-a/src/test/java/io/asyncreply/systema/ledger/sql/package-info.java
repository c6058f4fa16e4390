/**
 * Tests of the ledger on real databases.
 */
@NullUnmarked
package io.asyncreply.systema.ledger.sql;

import org.jspecify.annotations.NullUnmarked;
