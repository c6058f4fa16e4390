/**
 * Requests in flight, and their run state.
 */
@NullMarked
package io.asyncreply.systemb.worker.task;

import org.jspecify.annotations.NullMarked;
