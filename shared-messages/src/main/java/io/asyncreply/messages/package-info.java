/**
 * The message contract of the two systems: requests, replies, control messages and the
 * names on the broker.
 */
@NullMarked
package io.asyncreply.messages;

import org.jspecify.annotations.NullMarked;
