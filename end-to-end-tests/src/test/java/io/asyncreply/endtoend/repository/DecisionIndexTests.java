package io.asyncreply.endtoend.repository;

import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Holds the index of the decisions to the headings of their pages.
 */
class DecisionIndexTests {

	private static final String FOLDER = "docs/decisions";

	private static final String INDEX = FOLDER + "/README.md";

	private static final Pattern QUESTION = Pattern.compile("(?m)^## (.+)$");

	private static final Pattern ENTRY = Pattern.compile("(?m)^- \\[.*$");

	private static final Pattern NOT_IN_ANCHOR = Pattern.compile("[^\\w\\- ]");

	@Test
	void listsEveryQuestionInItsOrder() {
		List<String> entries = ENTRY.matcher(RepositoryFiles.text(INDEX))
			.results()
			.map((entry) -> entry.group())
			.toList();
		List<String> questions = RepositoryFiles.list(FOLDER)
			.stream()
			.filter((page) -> !page.equals(INDEX))
			.flatMap(DecisionIndexTests::entriesOf)
			.toList();
		assertThat(entries).isEqualTo(questions);
	}

	/** Returns the entries that the index should have for a page. */
	private static Stream<String> entriesOf(String page) {
		String file = page.substring(FOLDER.length() + 1);
		return QUESTION.matcher(RepositoryFiles.text(page))
			.results()
			.map((heading) -> heading.group(1))
			.map((question) -> "- [" + question + "](" + file + "#" + anchor(question) + ")");
	}

	/** Returns the anchor that GitHub gives a heading. */
	private static String anchor(String heading) {
		return NOT_IN_ANCHOR.matcher(heading.toLowerCase(Locale.ROOT)).replaceAll("").replace(' ', '-');
	}

}
