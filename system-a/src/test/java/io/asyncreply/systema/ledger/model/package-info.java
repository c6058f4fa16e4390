/**
 * Tests of the ledger on real databases.
 */
@NullUnmarked
package io.asyncreply.systema.ledger.model;

import org.jspecify.annotations.NullUnmarked;
