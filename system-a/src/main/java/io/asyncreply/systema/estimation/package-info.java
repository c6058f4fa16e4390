/**
 * Estimates when requests complete, from the arrival and service rates of each queue.
 */
@NullMarked
package io.asyncreply.systema.estimation;

import org.jspecify.annotations.NullMarked;
