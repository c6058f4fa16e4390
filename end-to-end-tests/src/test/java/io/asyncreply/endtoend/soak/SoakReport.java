package io.asyncreply.endtoend.soak;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;

/**
 * What a soak has seen.
 *
 * @param seed gives the same faults again
 * @param duration how long there were faults
 * @param faultCounts how often each struck
 * @param unansweredCalls submissions without an answer
 * @param requestsByState how many requests ended how; all together are what was accepted
 * @param startedAttempts pieces of work that were begun
 * @param repeatedStarts those of them that had been begun before
 * @param drainTime from the end of the last fault until nothing was open
 */
record SoakReport(long seed, Duration duration, Map<InjectedFault, Integer> faultCounts, int unansweredCalls,
		Map<String, Long> requestsByState, int startedAttempts, int repeatedStarts, Duration drainTime) {

	/** Prints it, and leaves it in {@code target/soak}. */
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
				%d requests accepted and ended: %s; none lost, none with two ends
				%d submissions without an answer, repeated under their keys
				%d pieces of work begun, %d of them not for the first time
				nothing open %.1f s after the end of the last fault
				""".formatted(totalFaults, this.duration, this.seed, this.faultCounts, accepted, this.requestsByState,
				this.unansweredCalls, this.startedAttempts, this.repeatedStarts, this.drainTime.toMillis() / 1e3);
	}

}
