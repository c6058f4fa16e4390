/**
 * Arrival and service rates of each queue, and the estimated completion of requests.
 */
@NullMarked
package io.asyncreply.systema.estimation;

import org.jspecify.annotations.NullMarked;
