/**
 * Tests of the ledger on real databases.
 */
@NullUnmarked
package io.asyncreply.systema.ledger.admission;

import org.jspecify.annotations.NullUnmarked;
