/**
 * Tests of the ledger on real databases.
 */
@NullUnmarked
package io.asyncreply.systema.ledger.batch;

import org.jspecify.annotations.NullUnmarked;
