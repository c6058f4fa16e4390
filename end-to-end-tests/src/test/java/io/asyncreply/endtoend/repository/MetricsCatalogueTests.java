package io.asyncreply.endtoend.repository;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Holds the catalogue of metrics and the code together, in both directions.
 */
class MetricsCatalogueTests {

	private static final Path ROOT = Path.of(System.getProperty("asyncreply.root"));

	private static final Pattern LISTED = Pattern.compile("(?m)^\\| `(asyncreply\\.[a-z.]+)` \\|");

	/** The first argument of whatever registers a meter. */
	private static final Pattern REGISTERED = Pattern
		.compile("(?:counter|timer|summary|gauge|builder)\\(\\s*\"(asyncreply\\.[a-z.]+)\"");

	@Test
	void listsExactlyTheRegisteredMetrics() throws IOException {
		Set<String> listed = findNames(LISTED, Files.readString(ROOT.resolve("docs/reference/metrics.md")));
		Set<String> registered = new TreeSet<>();
		for (String module : new String[] { "shared-messages", "system-a", "system-b" }) {
			try (Stream<Path> files = Files.walk(ROOT.resolve(module).resolve("src/main/java"))) {
				files.filter((file) -> file.toString().endsWith(".java"))
					.forEach((file) -> registered.addAll(findNames(REGISTERED, read(file))));
			}
		}
		assertThat(listed).isNotEmpty().isEqualTo(registered);
	}

	private static Set<String> findNames(Pattern pattern, String text) {
		Set<String> names = new TreeSet<>();
		Matcher matcher = pattern.matcher(text);
		while (matcher.find()) {
			names.add(matcher.group(1));
		}
		return names;
	}

	private static String read(Path file) {
		try {
			return Files.readString(file);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

}
