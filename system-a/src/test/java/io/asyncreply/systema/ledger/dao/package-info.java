/**
 * Tests of the ledger on real databases.
 */
@NullUnmarked
package io.asyncreply.systema.ledger.dao;

import org.jspecify.annotations.NullUnmarked;
