package io.asyncreply.benchmarks.bulk;

import java.io.PrintStream;
import java.net.URI;
import java.nio.file.Path;

import io.asyncreply.benchmarks.Kernel;
import io.asyncreply.benchmarks.raw.RawCallers;
import org.springframework.core.env.SimpleCommandLinePropertySource;

/**
 * Measures bulk on a running pair. The script {@code bulk} says where System A is
 * ({@code --url}), which process it is ({@code --front}) and where there is room for
 * files ({@code --folder}); {@code --quick} makes it short.
 */
public final class Bulk {

	private static final int RAW_CALLERS = 256;

	private Bulk() {
	}

	/**
	 * Measures and prints a table; ends with status 1 if any answer was not as it should
	 * be.
	 * @param arguments see above
	 * @throws Exception if something fails
	 */
	public static void main(String[] arguments) throws Exception {
		SimpleCommandLinePropertySource settings = new SimpleCommandLinePropertySource(arguments);
		SystemA systemA = new SystemA(URI.create(required(settings, "url")));
		Path folder = Path.of(required(settings, "folder"));
		long pid = Long.parseLong(required(settings, "front"));
		Plan plan = settings.containsProperty("quick") ? Plan.QUICK : Plan.THOROUGH;
		PrintStream progress = System.err;
		BulkFindings findings;
		try (RawCallers raw = new RawCallers(System.getenv(), RAW_CALLERS, Lines.payload(0))) {
			findings = new Course(systemA, raw, folder, progress).run(plan);
		}
		Flood flood = Flood.run(systemA, new Heap(systemA, pid), new Kernel(Path.of("/proc")), pid,
				Lines.write(folder, plan.floodLines()), plan.floodLines());
		System.out.print(findings.table());
		System.out.print(flood.table());
		if (findings.faults() > 0) {
			System.err.printf("%d answers were not as they should be.%n", findings.faults());
			System.exit(1);
		}
	}

	private static String required(SimpleCommandLinePropertySource settings, String name) {
		String value = settings.getProperty(name);
		if (value == null) {
			throw new IllegalArgumentException("--" + name + " is missing");
		}
		return value;
	}

}
