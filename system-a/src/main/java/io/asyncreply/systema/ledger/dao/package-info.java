/**
 * The SQL of requests, batches, instances and retention.
 */
@NullMarked
package io.asyncreply.systema.ledger.dao;

import org.jspecify.annotations.NullMarked;
