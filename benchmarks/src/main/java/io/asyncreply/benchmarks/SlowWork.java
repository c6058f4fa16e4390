package io.asyncreply.benchmarks;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Asks pairs, which the script {@code slow} has started, for work that only lasts, by
 * more callers than there are slots, and compares what they do with what the slots allow.
 */
public final class SlowWork {

	/** How long a request's work lasts. */
	static final int MILLIS = 50;

	private static final int CALLERS = 256;

	private SlowWork() {
	}

	/**
	 * Measures and prints a table; ends with status 1 if any answer was not as it should
	 * be.
	 * @param arguments see {@link Settings}
	 * @throws Exception if a side or a meter fails
	 */
	public static void main(String[] arguments) throws Exception {
		Settings settings = new Settings(arguments);
		Kernel kernel = new Kernel(Path.of("/proc"));
		Plan plan = settings.plan().with(CALLERS);
		String surroundings = new Surroundings(kernel, settings)
			.describe("Work of %d ms for %d callers; %s".formatted(MILLIS, CALLERS, plan));
		List<Measurement> measurements = new Rounds(plan, settings.sides(), kernel, System.err).run();
		SlowReport report = new SlowReport(measurements, capacities(settings));
		System.out.println(surroundings);
		System.out.print(report);
		if (report.faults() > 0) {
			System.err.printf("%d answers were not as they should be.%n", report.faults());
			System.exit(1);
		}
	}

	private static Map<String, Capacity> capacities(Settings settings) throws Exception {
		Map<String, Capacity> capacities = new HashMap<>();
		for (Contender contender : settings.contenders()) {
			capacities.put(contender.title(), Capacity.read(settings.address(contender), "requests.work.simulate"));
		}
		return capacities;
	}

}
