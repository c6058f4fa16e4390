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
 * @param faults how often each struck
 * @param calls submissions without an answer
 * @param ends how many requests ended how; all together are what was accepted
 * @param begun pieces of work that were begun
 * @param again those of them that had been begun before
 * @param untilNothingOpen from the end of the last fault until nothing was open
 */
record SoakReport(long seed, Duration duration, Map<InjectedFault, Integer> faults, int calls, Map<String, Long> ends,
		int begun, int again, Duration untilNothingOpen) {

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
		long struck = this.faults.values().stream().mapToInt(Integer::intValue).sum();
		long accepted = this.ends.values().stream().mapToLong(Long::longValue).sum();
		return """
				%d faults in %s (seed %d): %s
				%d requests accepted and ended: %s; none lost, none with two ends
				%d submissions without an answer, repeated under their keys
				%d pieces of work begun, %d of them not for the first time
				nothing open %.1f s after the end of the last fault
				""".formatted(struck, this.duration, this.seed, this.faults, accepted, this.ends, this.calls,
				this.begun, this.again, this.untilNothingOpen.toMillis() / 1e3);
	}

}
