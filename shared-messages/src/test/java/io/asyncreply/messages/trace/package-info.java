/**
 * Tests of the trace that a request belongs to.
 */
@NullUnmarked
package io.asyncreply.messages.trace;

import org.jspecify.annotations.NullUnmarked;
