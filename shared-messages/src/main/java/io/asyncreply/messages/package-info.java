/**
 * The contract between the two systems: operations, requests, replies and the names of
 * the channels they travel on; knows nothing of Spring or AMQP.
 */
@NullMarked
package io.asyncreply.messages;

import org.jspecify.annotations.NullMarked;
