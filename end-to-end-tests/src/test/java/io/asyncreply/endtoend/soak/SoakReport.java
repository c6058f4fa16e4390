package io.asyncreply.endtoend.soak;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;

/**
 * The result of a soak run.
 *
 * @param seed the seed that repeats the faults
 * @param duration the duration of the faults
 * @param faultCounts the number of injections of each fault
 * @param unansweredCalls submissions without a response
 * @param requestsByState the number of requests by state, which are all accepted ones
 * @param startedAttempts started attempts
 * @param repeatedStarts started attempts that had been started before
 * @param drainTime the time from the last fault until no request was open
 */
record SoakReport(long seed, Duration duration, Map<InjectedFault, Integer> faultCounts, int unansweredCalls,
		Map<String, Long> requestsByState, int startedAttempts, int repeatedStarts, Duration drainTime) {

	/** Prints the report, and writes it to {@code target/soak}. */
	void publish(String name) {
		try {
			Path folder = Files.createDirectories(Path.of("target", "soak"));
			Files.writeString(folder.resolve(name + ".txt"), toString());
			System.out.println(name + ": " + this);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	@Override
	public String toString() {
		long totalFaults = this.faultCounts.values().stream().mapToInt(Integer::intValue).sum();
		long accepted = this.requestsByState.values().stream().mapToLong(Long::longValue).sum();
		return """
				%d faults in %s (seed %d): %s
				%d requests accepted and completed: %s; none lost, none with two outcomes
				%d submissions without a response, repeated with their keys
				%d attempts started, %d of them repeatedly
				no open requests %.1f s after the end of the last fault
				""".formatted(totalFaults, this.duration, this.seed, this.faultCounts, accepted, this.requestsByState,
				this.unansweredCalls, this.startedAttempts, this.repeatedStarts, this.drainTime.toMillis() / 1e3);
	}

}
