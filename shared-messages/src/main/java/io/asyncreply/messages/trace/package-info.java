/**
 * The trace that a request belongs to: carried on in any case, and recorded as spans
 * where somebody collects them.
 */
@NullMarked
package io.asyncreply.messages.trace;

import org.jspecify.annotations.NullMarked;
