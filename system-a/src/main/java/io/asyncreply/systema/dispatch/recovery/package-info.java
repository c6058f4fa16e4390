/**
 * Detects requests that the broker has lost, and republishes them.
 */
@NullMarked
package io.asyncreply.systema.dispatch.recovery;

import org.jspecify.annotations.NullMarked;
