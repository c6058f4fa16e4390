package io.asyncreply.benchmarks.lab;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

import io.asyncreply.benchmarks.Table;
import org.springframework.core.env.SimpleCommandLinePropertySource;

/**
 * Compares what callers are told with what comes of it. The script {@code model-lab} says
 * where System A is ({@code --url}), how many slots all workers have ({@code --slots}),
 * which process to kill ({@code --victim}) and where the plots go ({@code --plots});
 * {@code --quick} makes it short.
 */
public final class ModelLab {

	/** Of the exponentially distributed time of work. */
	private static final double MEAN_SECONDS = 0.2;

	private ModelLab() {
	}

	/**
	 * Runs all experiments and prints a table.
	 * @param arguments see above
	 * @throws Exception if a call is not answered as it should be
	 */
	public static void main(String[] arguments) throws Exception {
		SimpleCommandLinePropertySource settings = new SimpleCommandLinePropertySource(arguments);
		double capacity = Integer.parseInt(required(settings, "slots")) / MEAN_SECONDS;
		Path plots = Files.createDirectories(Path.of(required(settings, "plots")));
		long victim = Long.parseLong(required(settings, "victim"));
		OpenLoop loop = new OpenLoop(URI.create(required(settings, "url")), MEAN_SECONDS);
		Table table = new Table(Findings.TITLES);
		loop.run(Experiment.warmUp(capacity), () -> {
		});
		List<Experiment> experiments = settings.containsProperty("quick") ? Experiment.all(capacity, 20, 1)
				: Experiment.all(capacity, 90, 14);
		for (Experiment experiment : experiments) {
			Findings findings = new Findings(experiment, loop.run(experiment, () -> kill(victim)));
			write(plots.resolve(experiment.name() + ".svg"), new Plot(findings));
			List<String> row = findings.row();
			System.err.println(row);
			table.add(row);
		}
		System.out.print(table);
	}

	private static void kill(long victim) {
		ProcessHandle.of(victim).ifPresent(ProcessHandle::destroyForcibly);
	}

	private static void write(Path file, Plot plot) throws IOException {
		Files.writeString(file, plot.toString());
	}

	private static String required(SimpleCommandLinePropertySource settings, String name) {
		String value = settings.getProperty(name);
		if (value == null) {
			throw new IllegalArgumentException("--" + name + " is missing");
		}
		return value;
	}

}
