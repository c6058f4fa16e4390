/**
 * The one way messages travel: encoding, topology, confirmed publishing, consumption and
 * queue depths.
 */
@NullMarked
package io.asyncreply.messages.amqp;

import org.jspecify.annotations.NullMarked;
