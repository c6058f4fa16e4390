/**
 * Beans, migration and health of the ledger.
 */
@NullMarked
package io.asyncreply.systema.ledger.config;

import org.jspecify.annotations.NullMarked;
