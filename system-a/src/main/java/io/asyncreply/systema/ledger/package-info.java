/**
 * The durable record of every request, its outbox and its replies.
 */
@NullMarked
package io.asyncreply.systema.ledger;

import org.jspecify.annotations.NullMarked;
