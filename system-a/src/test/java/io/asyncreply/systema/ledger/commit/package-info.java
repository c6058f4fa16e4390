/**
 * Tests of the ledger on real databases.
 */
@NullUnmarked
package io.asyncreply.systema.ledger.commit;

import org.jspecify.annotations.NullUnmarked;
