package io.asyncreply.benchmarks.report;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.Arrays;
import java.util.Objects;
import java.util.stream.Collectors;

import org.springframework.core.env.SimpleCommandLinePropertySource;
import org.springframework.util.StringUtils;

/**
 * One run of a benchmark program: its arguments, and its result as a dated Markdown file.
 * The scripts pass {@code --name}, {@code --command}, {@code --revision},
 * {@code --results} (folder of the results), {@code --folder} (folder of the run) and
 * {@code --quick}.
 */
public final class BenchmarkRun {

	private final SimpleCommandLinePropertySource arguments;

	private final LocalDate date = LocalDate.now(ZoneId.systemDefault());

	private final String machine;

	/**
	 * Begins a run.
	 * @param arguments options of the form {@code --name=value}
	 * @throws IOException if the machine or the broker cannot be described
	 */
	public BenchmarkRun(String... arguments) throws IOException {
		this.arguments = new SimpleCommandLinePropertySource(arguments);
		this.machine = MachineDescription.read(folder());
	}

	public boolean isQuick() {
		return has("quick");
	}

	public boolean has(String name) {
		return this.arguments.containsProperty(name);
	}

	/**
	 * Returns the value of an argument.
	 * @param name its name
	 * @return its value
	 * @throws IllegalArgumentException if it is missing
	 */
	public String argument(String name) {
		String value = this.arguments.getProperty(name);
		if (value == null) {
			throw new IllegalArgumentException("The argument --" + name + " is missing");
		}
		return value;
	}

	public Path folder() {
		return Path.of(argument("folder"));
	}

	/**
	 * Prints the result, writes it to a dated file, and ends the program with status 1 if
	 * there were errors.
	 * @param method what was measured and how
	 * @param errors number of wrong and missing answers
	 * @param sections tables and remarks
	 * @throws IOException if the file cannot be written
	 */
	public void finish(String method, long errors, Object... sections) throws IOException {
		String name = argument("name");
		String result = """
				# %s, %s

				`%s` at revision %s. %s

				%s
				%s
				""".formatted(StringUtils.capitalize(name.replace('-', ' ')), this.date, argument("command"),
				argument("revision"), method, this.machine,
				Arrays.stream(sections).map(Objects::toString).collect(Collectors.joining("\n")));
		System.out.print(result);
		Path file = newFile(Path.of(argument("results")), this.date + "-" + name);
		Files.writeString(file, result);
		System.err.println("The result is in " + file);
		if (errors > 0) {
			System.err.println(errors + " answers were wrong or missing.");
			System.exit(1);
		}
	}

	/**
	 * Chooses a file that does not exist yet, so that a second run of a day keeps the
	 * first.
	 */
	static Path newFile(Path folder, String name) throws IOException {
		Path file = Files.createDirectories(folder).resolve(name + ".md");
		for (int run = 2; Files.exists(file); run++) {
			file = folder.resolve(name + "-" + run + ".md");
		}
		return file;
	}

}
