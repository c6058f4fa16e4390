package io.asyncreply.systema.estimation;

import org.jspecify.annotations.Nullable;

/**
 * The arithmetic of a queue at one moment.
 *
 * @param requests open requests, {@code N}
 * @param arrivalRate arrivals per second, {@code a}
 * @param capacity what the workers could do per second, {@code b}; 0 if unknown
 * @param transferRate completions per second while requests wait, {@code c}; 0 if unknown
 * @param delay seconds until a request would end that came now; null if unknown
 * @param workersNeeded workers that would keep the wait as short as is wanted; null if
 * unknown
 */
public record QueueStatistics(long requests, double arrivalRate, double capacity, double transferRate,
		@Nullable Double delay, @Nullable Integer workersNeeded) {

}
