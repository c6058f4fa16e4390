package io.asyncreply.systema.web.problem;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
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

	/**
	 * A call that creates a problem; group 1 is present if the type is an enum constant.
	 */
	private static final Pattern DETAIL_IN_CODE = Pattern
		.compile("Problem(Exception)?\\s*\\.(?:of|retryAfter)\\((?=\\s*(?:ProblemType\\.|\"))");

	/** A string literal, a parenthesis or a comma. */
	private static final Pattern TOKEN = Pattern.compile("\"(?:[^\"\\\\]|\\\\.)*\"|[(),]");

	@Test
	void documentsEveryProblemType() throws IOException {
		assertThat(API_PROBLEM.matcher(readDocumentation()).results().map((row) -> row.group(1) + " " + row.group(2)))
			.containsExactlyElementsOf(
					Arrays.stream(ProblemType.values()).map((kind) -> kind.label() + " " + kind.status()).toList());
	}

	@Test
	void documentsEveryFailureOfWork() throws IOException {
		List<String> kinds = new ArrayList<>();
		for (String source : readSources()) {
			PROBLEM_IN_CODE.matcher(source).results().map((kind) -> kind.group(1)).forEach(kinds::add);
		}
		assertThat(WORK_PROBLEM.matcher(readDocumentation()).results().map((MatchResult row) -> row.group(1)))
			.containsExactlyInAnyOrderElementsOf(new TreeSet<>(kinds));
	}

	/** A detail without text in the code is put together elsewhere, and checked there. */
	@Test
	void endsEveryDetailWithPeriod() throws IOException {
		List<String> details = new ArrayList<>();
		for (String source : readSources()) {
			DETAIL_IN_CODE.matcher(source)
				.results()
				.map((call) -> arguments(source, call.end()).get((call.group(1) != null) ? 1 : 2))
				.filter((detail) -> detail.contains("\""))
				.forEach(details::add);
		}
		assertThat(details).hasSizeGreaterThan(30).allMatch((detail) -> detail.endsWith(".\""));
	}

	/** Splits the arguments of the call whose parenthesis opens before a position. */
	private static List<String> arguments(String source, int start) {
		List<String> arguments = new ArrayList<>();
		Matcher token = TOKEN.matcher(source);
		int depth = 1;
		int from = start;
		for (int at = start; depth > 0 && token.find(at); at = token.end()) {
			char first = token.group().charAt(0);
			depth += (first == '(') ? 1 : (first == ')') ? -1 : 0;
			if (depth == 0 || (depth == 1 && first == ',')) {
				arguments.add(source.substring(from, token.start()).strip());
				from = token.end();
			}
		}
		return arguments;
	}

	private static List<String> readSources() throws IOException {
		List<String> sources = new ArrayList<>();
		for (String module : List.of("shared-messages", "system-a", "system-b")) {
			try (Stream<Path> files = Files.walk(ROOT.resolve(module).resolve("src/main/java"))) {
				for (Path file : files.filter((path) -> path.toString().endsWith(".java")).toList()) {
					sources.add(Files.readString(file));
				}
			}
		}
		return sources;
	}

	private static String readDocumentation() throws IOException {
		return Files.readString(ROOT.resolve("docs/reference/problems.md"));
	}

}
