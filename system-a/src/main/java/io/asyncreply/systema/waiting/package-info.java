/**
 * Callers and streams that wait for a change of a request.
 */
@NullMarked
package io.asyncreply.systema.waiting;

import org.jspecify.annotations.NullMarked;
