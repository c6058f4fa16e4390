package io.asyncreply.systema.web.problem;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Compares {@code docs/reference/problems.md} with the code.
 */
class ProblemDocumentationTests {

	private static final Path ROOT = Path.of(System.getProperty("asyncreply.root"));

	private static final Pattern API_PROBLEM = Pattern.compile("(?m)^\\| `([a-z-]+)` \\| (\\d{3}) \\|");

	private static final Pattern WORK_PROBLEM = Pattern.compile("(?m)^\\| `([a-z-]+)` \\| (?!\\d{3} )");

	private static final Pattern PROBLEM_IN_CODE = Pattern.compile("Problem\\s*\\.of\\(\\s*\"([a-z-]+)\"");

	@Test
	void documentsEveryProblemType() throws IOException {
		assertThat(API_PROBLEM.matcher(readDocumentation()).results().map((row) -> row.group(1) + " " + row.group(2)))
			.containsExactlyElementsOf(
					Arrays.stream(ProblemType.values()).map((kind) -> kind.label() + " " + kind.status()).toList());
	}

	@Test
	void documentsEveryFailureOfWork() throws IOException {
		List<String> kinds = new ArrayList<>();
		for (String module : List.of("shared-messages", "system-a", "system-b")) {
			try (Stream<Path> files = Files.walk(ROOT.resolve(module).resolve("src/main/java"))) {
				for (Path file : files.filter((path) -> path.toString().endsWith(".java")).toList()) {
					PROBLEM_IN_CODE.matcher(Files.readString(file))
						.results()
						.map((kind) -> kind.group(1))
						.forEach(kinds::add);
				}
			}
		}
		assertThat(WORK_PROBLEM.matcher(readDocumentation()).results().map((MatchResult row) -> row.group(1)))
			.containsExactlyInAnyOrderElementsOf(new TreeSet<>(kinds));
	}

	private static String readDocumentation() throws IOException {
		return Files.readString(ROOT.resolve("docs/reference/problems.md"));
	}

}
