/**
 * Tests of batches in the ledger.
 */
@NullUnmarked
package io.asyncreply.systema.ledger.batch;

import org.jspecify.annotations.NullUnmarked;
