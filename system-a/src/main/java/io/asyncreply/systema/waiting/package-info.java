/**
 * Callers who wait: bounded, woken once, never the truth.
 */
@NullMarked
package io.asyncreply.systema.waiting;

import org.jspecify.annotations.NullMarked;
