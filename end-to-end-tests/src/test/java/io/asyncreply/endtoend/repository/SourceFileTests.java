package io.asyncreply.endtoend.repository;

import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What can only be read in the sources.
 */
class SourceFileTests {

	/**
	 * Held by the operation that a newcomer would copy: a file with its records, one with
	 * its handler, and one line in each of the two registrations.
	 */
	@Test
	void definesOperationInTwoFilesAndTwoRegistrations() {
		assertThat(sources(RepositoryFiles.PRODUCT_MODULES, "main")
			.filter((path) -> contains(path, "WordCount(?:Handler)?")))
			.extracting((path) -> path.substring(path.lastIndexOf('/') + 1))
			.containsExactlyInAnyOrder("WordCount.java", "OperationRegistry.java", "WordCountHandler.java",
					"OperationConfiguration.java");
	}

	@Test
	void sleepsInNoTest() {
		List<String> modules = Stream
			.concat(RepositoryFiles.PRODUCT_MODULES.stream(),
					Stream.of("test-support", "end-to-end-tests", "benchmarks"))
			.toList();
		assertThat(sources(modules, "test")).isNotEmpty()
			.allSatisfy(
					(path) -> assertThat(contains(path, "(?:Thread|TimeUnit\\.\\w+)\\.sleep\\(")).as(path).isFalse());
	}

	private static Stream<String> sources(List<String> modules, String kind) {
		return modules.stream().flatMap((module) -> RepositoryFiles.javaFiles(module + "/src/" + kind + "/java"));
	}

	private static boolean contains(String path, String pattern) {
		return Pattern.compile("\\b" + pattern).matcher(RepositoryFiles.text(path)).find();
	}

}
