package io.asyncreply.endtoend.repository;

import java.util.stream.Stream;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Examples in the pages that no test can run.
 */
class DocumentedExamplesTests {

	/** A handler for messages receives no event that has a name. */
	@Test
	void listensForNamedEventsInEveryExample() {
		assertThat(pages().filter((text) -> text.contains("new EventSource("))).isNotEmpty()
			.allSatisfy((text) -> assertThat(text).contains("addEventListener"));
	}

	private static Stream<String> pages() {
		return Stream
			.concat(Stream.of("README.md"),
					Stream.of("docs/how-to", "docs/tutorials")
						.flatMap((folder) -> RepositoryFiles.list(folder).stream()))
			.map(RepositoryFiles::text);
	}

}
