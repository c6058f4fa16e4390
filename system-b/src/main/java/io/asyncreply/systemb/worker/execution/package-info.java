/**
 * Processing of a request: thread pool, handler, completion and reply.
 */
@NullMarked
package io.asyncreply.systemb.worker.execution;

import org.jspecify.annotations.NullMarked;
