/**
 * Decides on requests that the broker gives back.
 */
@NullMarked
package io.asyncreply.systema.dispatch.deadletter;

import org.jspecify.annotations.NullMarked;
