/**
 * How much waits where, and for how long.
 */
@NullMarked
package io.asyncreply.systema.flow;

import org.jspecify.annotations.NullMarked;
