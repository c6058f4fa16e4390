/**
 * Workers by their heartbeats, and the conditions of their queues.
 */
@NullMarked
package io.asyncreply.systema.worker;

import org.jspecify.annotations.NullMarked;
