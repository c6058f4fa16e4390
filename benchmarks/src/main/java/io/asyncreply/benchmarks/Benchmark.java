package io.asyncreply.benchmarks;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * Asks the sides that the script {@code run} has started, and prints what it found.
 */
public final class Benchmark {

	private Benchmark() {
	}

	/**
	 * Runs the benchmark; ends with status 1 if any answer was not as it should be.
	 * @param arguments see {@link Settings}
	 * @throws Exception if a side or a meter fails
	 */
	public static void main(String[] arguments) throws Exception {
		Settings settings = new Settings(arguments);
		Kernel kernel = new Kernel(Path.of("/proc"));
		String surroundings = new Surroundings(kernel, settings)
			.describe("A payload of %d bytes and, but for \"202 only\", the result in the answer; %s"
				.formatted(Question.PAYLOAD_BYTES, settings.plan()));
		List<Measurement> measurements = new Rounds(settings.plan(), settings.sides(), kernel, System.err).run();
		Report report = new Report(measurements);
		System.out.println(surroundings);
		System.out.print(report);
		Files.writeString(settings.plot(), new Plot(measurements).toString());
		if (report.faults() > 0) {
			System.err.printf("%d answers were not as they should be.%n", report.faults());
			System.exit(1);
		}
	}

}
