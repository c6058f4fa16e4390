/**
 * Tests of the contract.
 */
@NullUnmarked
package io.asyncreply.messages.amqp;

import org.jspecify.annotations.NullUnmarked;
