package io.asyncreply.endtoend.repository;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Holds the table of faults to the tests.
 */
class FaultTableTests {

	private static final String TABLE = "docs/reference/fault-matrix.md";

	/** How many faults there are of each kind. */
	private static final Map<String, Integer> FAULTS_BY_KIND = Map.of("A", 13, "B", 11, "R", 28, "N", 5, "Y", 13, "D",
			16, "C", 1, "K", 10, "E", 5);

	private static final Pattern ROW = Pattern.compile("(?m)^\\| ([A-Z])(\\d+)(?:–[A-Z](\\d+))? \\|.*\\|(.*)\\|$");

	private static final Pattern TEST = Pattern.compile("`(\\w+(?:IT|Tests|Scenarios))\\.(\\w+)`");

	@Test
	void listsEveryFault() {
		Set<String> rows = rows().flatMap(FaultTableTests::faultIds).collect(Collectors.toCollection(TreeSet::new));
		Set<String> faults = FAULTS_BY_KIND.entrySet()
			.stream()
			.flatMap((kind) -> IntStream.rangeClosed(1, kind.getValue()).mapToObj((number) -> kind.getKey() + number))
			.collect(Collectors.toCollection(TreeSet::new));
		assertThat(rows).isEqualTo(faults);
	}

	@Test
	void namesTestOrReasonInEveryRow() {
		assertThat(rows().map((row) -> row.group(4)))
			.allMatch((test) -> TEST.matcher(test).find() || test.contains("not staged: ") || test.contains(".ci/run"));
	}

	@Test
	void namesOnlyExistingTests() {
		assertThat(TEST.matcher(RepositoryFiles.text(TABLE)).results()).isNotEmpty()
			.allSatisfy((test) -> assertThat(source(test.group(1))).contains("void " + test.group(2) + "("));
	}

	private static Stream<MatchResult> rows() {
		return ROW.matcher(RepositoryFiles.text(TABLE)).results();
	}

	private static Stream<String> faultIds(MatchResult row) {
		int first = Integer.parseInt(row.group(2));
		int last = (row.group(3) != null) ? Integer.parseInt(row.group(3)) : first;
		return IntStream.rangeClosed(first, last).mapToObj((number) -> row.group(1) + number);
	}

	private static String source(String test) {
		List<String> sources = Stream.concat(RepositoryFiles.PRODUCT_MODULES.stream(), Stream.of("end-to-end-tests"))
			.flatMap((module) -> RepositoryFiles.javaFiles(module + "/src/test/java"))
			.filter((path) -> path.endsWith("/" + test + ".java"))
			.toList();
		assertThat(sources).as(test).hasSize(1);
		return RepositoryFiles.text(sources.get(0));
	}

}
