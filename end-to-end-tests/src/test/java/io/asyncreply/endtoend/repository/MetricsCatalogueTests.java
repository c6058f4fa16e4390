package io.asyncreply.endtoend.repository;

import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The metrics page lists exactly the metrics that the code registers.
 */
class MetricsCatalogueTests {

	private static final Pattern LISTED = Pattern.compile("(?m)^\\| `(asyncreply\\.[a-z.]+)` \\|");

	/** The first argument of a call that registers a meter. */
	private static final Pattern REGISTERED = Pattern
		.compile("(?:counter|timer|summary|gauge|builder)\\(\\s*\"(asyncreply\\.[a-z.]+)\"");

	@Test
	void listsExactlyTheRegisteredMetrics() {
		Set<String> listed = names(LISTED, RepositoryFiles.text("docs/reference/metrics.md"));
		Set<String> registered = RepositoryFiles.PRODUCT_MODULES.stream()
			.flatMap((module) -> RepositoryFiles.javaFiles(module + "/src/main/java"))
			.flatMap((path) -> names(REGISTERED, RepositoryFiles.text(path)).stream())
			.collect(Collectors.toCollection(TreeSet::new));
		assertThat(listed).isNotEmpty().isEqualTo(registered);
	}

	private static Set<String> names(Pattern pattern, String text) {
		Stream<String> names = pattern.matcher(text).results().map((result) -> result.group(1));
		return names.collect(Collectors.toCollection(TreeSet::new));
	}

}
